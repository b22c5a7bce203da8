"""The staff workspace. Nouns are pages, verbs are deeds (POST)."""

from django.urls import path

from campaigns.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<str:code>/", views.campaign, name="campaign"),
    path("c/<str:code>/stop/", views.stop, name="stop"),
    path("c/<str:code>/go/", views.go, name="go"),
    path("c/<str:code>/messages/", views.messages, name="messages"),
    path("c/<str:code>/messages/<str:message>/settle/", views.settle, name="settle"),
    path("c/<str:code>/messages/<str:message>/release/", views.release_message, name="release_message"),
    path("c/<str:code>/journal/", views.journal, name="journal"),
    path("c/<str:code>/letters/<str:letter>/", views.letter, name="letter"),
    path("c/<str:code>/letters/<str:letter>/approve/", views.approve, name="approve"),
    path("c/<str:code>/letters/<str:letter>/release/", views.release, name="release"),
    path("c/<str:code>/letters/<str:letter>/paper/<str:office>.pdf", views.paper, name="paper"),
]
