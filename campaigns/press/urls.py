"""For the press, and for previews of links. These stand before the addresses of the record and of campaigns."""

from django.urls import path

from campaigns.press import desk_views, views

app_name = "press"
urlpatterns = [
    path("record/press/", views.record, name="record"),
    path("record/press/<slug:about>/<slug:name>.<slug:kind>", views.figure, name="figure"),
    path("record/card.png", views.card, name="card"),
    path("record/cards/<slug:key>.png", views.actor_card, name="actor_card"),
    path("record/sanctioned/<slug:key>/card.png", views.person_card, name="person_card"),
    path("c/<str:code>/press/", views.campaign, name="campaign"),
    path("c/<str:code>/card.png", views.campaign_card, name="campaign_card"),
    path("press/<str:code>/", views.early, name="early"),
    path("desk/c/<str:code>/press/", desk_views.note, name="note"),
    path("desk/c/<str:code>/press/write/", desk_views.write, name="write"),
    path("desk/c/<str:code>/press/renew/", desk_views.renew, name="renew"),
]
