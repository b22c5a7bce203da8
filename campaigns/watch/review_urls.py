"""Where an outside reviewer answers: public to whoever has the link from their mail."""

from django.urls import path

from campaigns.watch import review_views

app_name = "review"
urlpatterns = [path("review/<str:token>/", review_views.page, name="page")]
