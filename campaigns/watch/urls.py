"""Where correspondents report, and curators open sheets. Nouns are pages, verbs are deeds (POST)."""

from django.urls import path

from campaigns.watch import views

app_name = "watch"
urlpatterns = [
    path("", views.home, name="home"),
    path("open/", views.open_sheet, name="open"),
    path("<str:code>/", views.sheet, name="sheet"),
    path("<str:code>/sheet.csv", views.export, {"kind": "csv"}, name="export"),
    path("<str:code>/sheet.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("<str:code>/close/", views.close, name="close"),
    path("<str:code>/reopen/", views.reopen, name="reopen"),
    path("<str:code>/states/<slug:key>/", views.line, name="line"),
    path("<str:code>/states/<slug:key>/words/", views.say, name="say"),
    path("<str:code>/states/<slug:key>/nothing/", views.nothing, name="nothing"),
]
