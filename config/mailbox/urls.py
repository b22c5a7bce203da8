from django.urls import path, re_path

from config.mailbox import views
from config.mailbox.kept import NAME

app_name = "mailbox"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(rf"^(?P<name>{NAME})/$", views.detail, name="detail"),
    re_path(rf"^(?P<name>{NAME})/html/$", views.html, name="html"),
    re_path(rf"^(?P<name>{NAME})/files/(?P<number>[0-9]{{1,3}})/$", views.attachment, name="attachment"),
]
