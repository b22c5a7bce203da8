"""The product's addresses and the mailbox, which otherwise exists in the demo only."""

from django.urls import include, path

from config.urls import handler500, urlpatterns  # noqa: F401

urlpatterns = [path("mailbox/", include("config.mailbox.urls")), *urlpatterns]
