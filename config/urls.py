"""Every address of the product. ``tests/test_urls.py`` says who may open which."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import front_desk, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("healthz/all", health.all_parts, name="healthz_all"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("mailbox/", include("config.mailbox.urls")))
urlpatterns += [path("", front_desk.choose_language, name="root")]
urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("campaigns.press.urls")),
    path("desk/watch/", include("campaigns.watch.urls")),
    path("desk/", include("campaigns.desk.urls")),
    path("record/", include("campaigns.record.urls")),
    path("", include("campaigns.site.urls")),
)
handler500 = "config.front_desk.server_error"
