"""The floors: what Django needs at least for the same thing. One SELECT and a template; a form and one INSERT; one
UPDATE by a unique token.

No middleware, one table each, a kept connection. Served as ``benchmarks.floor:application``.
"""

import os
from typing import Any

from django.conf import settings

PAGE = "{{ page.head|safe }}<title>{{ page.title|safe }}</title>{{ page.body|safe }}"
"""Gives back the bytes of the product's page, whichever they are."""


def configure() -> None:
    from config.env import Env

    settings.configure(
        SECRET_KEY="only-for-the-floor-" + "f" * 40,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": Env().database("DATABASE_URL") | {"CONN_HEALTH_CHECKS": False}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": PAGE})]},
            }
        ],
    )
    import django

    django.setup()


if not settings.configured:
    configure()

from django import forms  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Page(models.Model):
    """A page's bytes: before its title, the title, and the rest."""

    head = models.TextField()
    title = models.CharField(max_length=300)
    body = models.TextField()

    class Meta:
        app_label = "floor"


class Name(models.Model):
    """A name under something."""

    first_name = models.CharField(max_length=50)
    last_name = models.CharField(max_length=50)
    email = models.EmailField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"


class Token(models.Model):
    """Something to be spent, found by a unique token."""

    token = models.CharField(max_length=64, unique=True)
    spent = models.BooleanField(default=False)

    class Meta:
        app_label = "floor"


class NameForm(forms.ModelForm):
    class Meta:
        model = Name
        fields = ["first_name", "last_name", "email"]


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"page": Page.objects.get(pk=1)})


def sign(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(str(form.errors))
    form.save()
    return HttpResponseRedirect("/page")


def confirm(request: HttpRequest) -> HttpResponse:
    if not Token.objects.filter(token=request.POST["token"]).update(spent=True):
        return HttpResponseBadRequest("no such token")
    return HttpResponseRedirect("/page")


urlpatterns: list[Any] = [path("page", page), path("sign", sign), path("confirm", confirm)]
application = get_wsgi_application()


def prepare() -> None:
    """Makes the tables, and the row that holds the page's bytes (from the file named by FLOOR_PAGE)."""
    with connection.schema_editor() as editor:
        editor.create_model(Page)
        editor.create_model(Name)
        editor.create_model(Token)
    Token.objects.bulk_create([Token(token=str(number)) for number in range(100_000)], batch_size=5000)
    with open(os.environ["FLOOR_PAGE"], encoding="utf-8", newline="") as file:
        whole = file.read()
    head, _, rest = whole.partition("<title>")
    title, _, body = rest.partition("</title>")
    Page.objects.create(pk=1, head=head, title=title, body=body)


if __name__ == "__main__":
    prepare()
