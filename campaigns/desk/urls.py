"""The staff workspace. Nouns are pages, verbs are deeds (POST)."""

from django.urls import path

from campaigns.desk import names_views, office_views, safeguard_views, views

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
    path("c/<str:code>/safeguards/", safeguard_views.guards, name="safeguards"),
    path("c/<str:code>/safeguards/names/<str:person>/", safeguard_views.decide_name, name="decide_name"),
    path("c/<str:code>/safeguards/matches/<str:person>/", safeguard_views.decide_match, name="decide_match"),
    path("c/<str:code>/safeguards/designated/", safeguard_views.mark_designated, name="mark_designated"),
    path("c/<str:code>/safeguards/open/", safeguard_views.open_legally, name="open_legally"),
    path("c/<str:code>/safeguards/close/", safeguard_views.close_legally, name="close_legally"),
    path("c/<str:code>/safeguards/members/<str:user>/keep-out/", safeguard_views.keep_out, name="keep_out"),
    path("c/<str:code>/safeguards/members/<str:user>/let-back/", safeguard_views.let_back, name="let_back"),
    path("c/<str:code>/names/", names_views.names, name="names"),
    path("c/<str:code>/names/open/", names_views.open_names, name="open_names"),
    path("c/<str:code>/names/sort/", names_views.sort_names, name="sort_names"),
    path("c/<str:code>/names/decide/", names_views.decide_names, name="decide_names"),
    path("c/<str:code>/letters/<str:letter>/", views.letter, name="letter"),
    path("c/<str:code>/letters/<str:letter>/approve/", views.approve, name="approve"),
    path("c/<str:code>/letters/<str:letter>/release/", views.release, name="release"),
    path("c/<str:code>/letters/<str:letter>/offices/<str:office>/", office_views.office, name="office"),
    path("c/<str:code>/letters/<str:letter>/offices/<str:office>/readdress/", office_views.readdress, name="readdress"),
    path(
        "c/<str:code>/letters/<str:letter>/offices/<str:office>/channel/",
        office_views.choose_channel,
        name="choose_channel",
    ),
    path("c/<str:code>/letters/<str:letter>/paper/<str:office>.pdf", views.paper, name="paper"),
]
