"""Two curators, with the rights of their group and no others, and what a form of the admin sends."""

import importlib
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from actors.accounts.models import Member, Organisation, User
from tests.conftest import login

NAME = "Curators"
MIGRATIONS = (
    "0010_curators",
    "0012_curators_bring_files",
    "0013_watch_rights",
    "0016_curators_decide",
    "0018_invitations",
)


def curators() -> Group:
    """The group a migration makes; made anew where a test before emptied every table."""
    if not Group.objects.filter(name=NAME, permissions__codename="add_invitation").exists():
        for name in MIGRATIONS:
            importlib.import_module(f"actors.migrations.{name}").appoint(apps, None)
    return Group.objects.get(name=NAME)


def appointed(name: str, organisation: str = "") -> User:
    user = User.objects.create_user(f"{name}@curators.example", "a long enough password", name=name, is_staff=True)
    user.groups.add(curators())
    if organisation:
        of, _made = Organisation.objects.get_or_create(name=organisation)
        Member.objects.create(user=user, organisation=of, role="viewer")
    return User.objects.get(pk=user.pk)


def browser(user: User) -> Client:
    return login(user)


def page(row: models.Model, name: str = "change") -> str:
    return reverse(f"admin:actors_{row._meta.model_name}_{name}", args=[row.pk])


def sent(client: Client, address: str, **values: Any) -> dict[str, Any]:
    """What the form at an address would send unchanged, with other values laid over it."""
    answer = client.get(address)
    found: dict[str, Any] = {}
    form = answer.context["adminform"].form
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        found[bound.html_name] = _typed(bound.field, value)
    for inline in answer.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            found[bound.html_name] = bound.value()
        found[f"{inline.formset.prefix}-TOTAL_FORMS"] = inline.formset.initial_form_count()
        for one in inline.formset.initial_forms:
            found |= {bound.html_name: bound.value() for bound in one if bound.is_hidden}
    return {name: value for name, value in {**found, **values}.items() if value is not None and value is not False}


def _typed(field: Any, value: Any) -> Any:
    """As a browser sends it: a box that is not ticked sends nothing, a choice of three always something."""
    if type(field).__name__ == "NullBooleanField":
        return {None: "unknown", True: "true", False: "false"}[value]
    if isinstance(value, bool):
        return "on" if value else None
    return value


def said(answer: Any) -> str:
    """The words of the messages on the page that came."""
    return " ".join(str(message) for message in answer.context["messages"])
