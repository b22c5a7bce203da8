"""A token out of a mail's link: from the address at once into a cookie, which lives a quarter of an hour.

An address is kept where nobody looks: in histories, logs of proxies, the ``Referer`` of the next page. So the mailed
address answers with a cookie and the way to a page whose address holds no token. The cookie is for those pages alone
(path, HttpOnly, SameSite=Lax, Secure on https), one for each language, so that the switch between them works.
Forms carry the token too: what a page showed is what its buttons are about, in every window and without cookies.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from foundation.vault import links

SECONDS = 15 * 60
KINDS = ("confirm", "own", "told_no_more", "again", "listed", "invited", "endorse_confirm", "endorsed")
"""What a token may be for: what is answered by a button, a supporter's own page, the end of mails that tell, whether a
name stands under a new text, a name on the open list; an organisation's answer, its confirmation, its own page."""
FIELD = "link"
_LONGEST = 600


@dataclass(frozen=True)
class Carried:
    """The token a request came with. ``by_hand``: in its form alone, for the browser sends none of these cookies."""

    token: str
    by_hand: bool


def carried(request: HttpRequest, kind: str) -> Carried:
    """What a request brought: a form's token (or whole address, pasted) goes before the cookie's."""
    held = {each: links.token_in(kept(request, each)) for each in KINDS}
    given = links.token_in(request.POST.get(FIELD, "")[:_LONGEST]) if request.method == "POST" else ""
    return Carried(given or held[kind], by_hand=not any(held.values()))


def kept(request: HttpRequest, kind: str) -> str:
    """What the browser was given to bring, as it is; empty when there is nothing."""
    return next((request.COOKIES[name] for name, _path in _cookies(kind) if name in request.COOKIES), "")


def carry(response: HttpResponse, kind: str, token: str) -> HttpResponse:
    """Lets the browser bring the token (or another short text of ours) to the pages that need it."""
    for name, path in _cookies(kind):
        response.set_cookie(
            name, token, max_age=SECONDS, path=path, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
    return response


def drop(response: HttpResponse) -> HttpResponse:
    """Takes back what was brought: what it opened is gone."""
    for kind in KINDS:
        for name, path in _cookies(kind):
            response.delete_cookie(name, path=path, samesite="Lax")
    return response


def _cookies(kind: str) -> list[tuple[str, str]]:
    """Name and path of the cookie in each language."""
    prefix = "__Secure-" if settings.SECURE else ""
    return [(f"{prefix}{kind}-{code}", f"/{code}/s/") for code, _name in settings.LANGUAGES]
