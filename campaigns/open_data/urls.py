"""Addresses of the downloads. What is under ``v1`` keeps its names and meanings; a next version gets its own."""

from django.urls import path, re_path

from campaigns.open_data import views

app_name = "data"
urlpatterns = [
    path("", views.lead_there, name="start"),
    path("v1/", views.lead_there, name="version"),
    path("v1/schema.json", views.schema, name="schema"),
    path("v1/popolo.json", views.popolo, name="popolo"),
    path("v1/positions.atom", views.atom, name="feed"),
    re_path(r"^v1/(?P<name>[a-z-]+)\.(?P<form>csv|json)$", views.table, name="table"),
]

PAGE = [path("data/", views.explain, name="data")]
"""The page that explains them; ``config/urls.py`` gives it its place among the record's."""
