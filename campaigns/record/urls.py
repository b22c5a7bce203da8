"""Addresses of the public record; ``config/urls.py`` gives them their namespace, ``record``."""

from django.urls import path

from campaigns.record import days_views, register_views, suggest_views, views

urlpatterns = [
    path("", views.where, name="where"),
    path("results/", views.results, name="results"),
    path("movement/", views.movement, name="movement"),
    path("movement/results/", views.movement_results, name="movement_results"),
    path("about/", views.method, name="method"),
    path("disputes/", views.disputes, name="disputes"),
    path("search/", views.search, name="search"),
    path("days/", days_views.days, name="days"),
    path("days.ics", days_views.feed, name="days_feed"),
    path("days/<slug:key>/", days_views.occasion, name="occasion"),
    path("sanctioned/", register_views.listing, name="sanctioned"),
    path("results/sanctioned/", register_views.listing_results, name="sanctioned_results"),
    path("sanctioned/<str:key>/", register_views.person, name="person"),
    path("measures/", register_views.log, name="measures"),
    path("levers/", register_views.catalogue, name="levers"),
    path("rows/<slug:kind>/<str:key>.json", register_views.row_json, name="row_json"),
    path("rows/<slug:kind>/<str:key>/", register_views.row, name="row"),
    path("rows/actor/<str:key>/suggest/statement/", suggest_views.suggest_statement, name="suggest_statement"),
    path("rows/<slug:kind>/<str:key>/suggest/", suggest_views.suggest, name="suggest"),
    path("rows/<slug:kind>/<str:key>/suggest/thanks/", suggest_views.suggested, name="suggested"),
    path("<slug:key>/", views.actor, name="actor"),
]
