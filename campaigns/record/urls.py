"""Addresses of the public record."""

from django.urls import path

from campaigns.record import views

app_name = "record"
urlpatterns = [
    path("", views.where, name="where"),
    path("results/", views.results, name="results"),
    path("about/", views.method, name="method"),
    path("search/", views.search, name="search"),
    path("<slug:key>/", views.actor, name="actor"),
]
