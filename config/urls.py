"""Every address of the product. ``tests/test_urls.py`` says who may open which."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from campaigns.open_data import urls as open_data
from campaigns.site import hook_views
from config import front_desk, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("healthz/all", health.all_parts, name="healthz_all"),
    path("hooks/mail/", hook_views.take_mail, name="take_mail"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("mailbox/", include("config.mailbox.urls")))
urlpatterns += [path("", front_desk.choose_language, name="root")]
urlpatterns += [path("data/", include("campaigns.open_data.urls"))]
# One namespace from two rooms: the page of the downloads needs what stands above the record.
RECORD: list[URLPattern | URLResolver] = [*open_data.PAGE, path("", include("campaigns.record.urls"))]
urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("campaigns.press.urls")),
    path("", include("campaigns.watch.review_urls")),
    path("desk/watch/", include("campaigns.watch.urls")),
    path("desk/", include("campaigns.desk.urls")),
    path("record/", include((RECORD, "record"))),
    path("", include("campaigns.site.urls")),
)
handler500 = "config.front_desk.server_error"
