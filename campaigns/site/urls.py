"""Public addresses of campaigns, and the supporter's own. The language stands in front of each."""

from django.urls import path, register_converter

from campaigns.site import (
    again_views,
    answer_views,
    endorsing_views,
    names_views,
    own_views,
    round_views,
    signing_views,
    views,
)


class TokenConverter:
    """Anything a cut or mangled link may look like: it gets words, not a bare 404."""

    regex = r"[^/]{1,300}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

app_name = "site"
urlpatterns = [
    path("", views.front, name="front"),
    path("c/<str:code>/", views.campaign, name="campaign"),
    path("c/<str:code>/privacy/", views.privacy, name="privacy"),
    path("c/<str:code>/answers/", answer_views.answers, name="answers"),
    path("c/<str:code>/links/", signing_views.links, name="links"),
    path("c/<str:code>/links/sent/", signing_views.links_sent, name="links_sent"),
    path("c/<str:code>/<slug:key>/", views.letter, name="letter"),
    path("c/<str:code>/<slug:key>/to/<str:office>/", views.letter, name="letter_to"),
    path("c/<str:code>/<slug:key>/sign/", signing_views.sign, name="sign"),
    path("c/<str:code>/<slug:key>/sign/<slug:situation>/", signing_views.sign, name="sign_as"),
    path("c/<str:code>/<slug:key>/sent/", signing_views.sent, name="sent"),
    path("c/<str:code>/<slug:key>/names/", names_views.names, name="names"),
    path("c/<str:code>/<slug:key>/names/<int:page>/", names_views.names, name="names_page"),
    path("c/<str:code>/<slug:key>/names/not-me/", names_views.not_me, name="not_me"),
    path("c/<str:code>/<slug:key>/names/thanks/", names_views.reported, name="reported"),
    path("s/told-no-more/", answer_views.told_no_more, name="told_no_more"),
    path("s/told-no-more/done/", answer_views.told_no_more_done, name="told_no_more_done"),
    path("c/<str:code>/<slug:key>/organisations/", endorsing_views.endorsers, name="endorsers"),
    path("c/<str:code>/<slug:key>/organisations/disputed/", endorsing_views.disputed, name="disputed"),
    path("c/<str:code>/<slug:key>/organisations/<str:endorsement>/", endorsing_views.dispute, name="dispute"),
    path("c/<str:code>/<slug:key>/endorse/", endorsing_views.endorse, name="endorse"),
    path("c/<str:code>/<slug:key>/endorse/sent/", endorsing_views.endorse_sent, name="endorse_sent"),
    path("s/asked/", round_views.invited, name="invited"),
    path("s/endorse/", endorsing_views.endorse_confirm, name="endorse_confirm"),
    path("s/endorsed/", endorsing_views.endorsed, name="endorsed"),
    path("s/listed/", names_views.listed, name="listed"),
    path("s/again/", again_views.again, name="again"),
    path("s/gone/", own_views.gone, name="gone"),
    path("s/confirm/", own_views.confirm, name="confirm"),
    path("s/own/", own_views.own, name="own"),
    path("s/choices/", own_views.choices, name="choices"),
    path("s/unreminded/", own_views.remind_no_more, name="unreminded"),
    path("s/leave/", own_views.leave, name="leave"),
    path("s/mine.json", own_views.mine, name="mine"),
    path("s/quiet/", own_views.hush, name="quiet"),
    # Only in mails: the pages behind them have no token in their address.
    path("e/<token:token>/", round_views.invited_link, name="invited_link"),
    path("e/<token:token>/confirm/", endorsing_views.endorse_confirm_link, name="endorse_confirm_link"),
    path("e/<token:token>/own/", endorsing_views.endorsed_link, name="endorsed_link"),
    path("n/<token:token>/", names_views.listed_link, name="listed_link"),
    path("s/<token:token>/told-no-more/", answer_views.told_no_more_link, name="told_no_more_link"),
    path("s/<token:token>/again/", again_views.again_link, name="again_link"),
    path("s/<token:token>/confirm/", own_views.confirm_link, name="confirm_link"),
    path("s/<token:token>/", own_views.own_link, name="own_link"),
]
