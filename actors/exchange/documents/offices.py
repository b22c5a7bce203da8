"""Which office a membership is about: by the rules of the person importing, or by the office's own key."""

from django.utils.translation import gettext as _

from actors.directory.models import Actor, Office
from actors.exchange.documents.claims import Claims, MembershipSaid
from actors.exchange.documents.entries import Fault
from actors.exchange.documents.options import LEAVE_OUT, Options, plain
from actors.exchange.documents.register import Register


def find(said: MembershipSaid, claims: Claims, register: Register, options: Options) -> Office | None:
    """Its office; ``None`` when a rule leaves it out. Raises ``Fault`` when nobody said what it is."""
    facts = facts_of(said, claims, register)
    for rule in options.rules:
        if rule.fits(facts):
            if rule.leads_to == LEAVE_OUT:
                return None
            if rule.leads_to not in register.offices:
                raise Fault(_("There is no office “%(key)s” in the register.") % {"key": rule.leads_to[:60]})
            return register.offices[rule.leads_to]
    if said.post_id in register.offices:
        return register.offices[said.post_id]
    raise Fault(_("Which office is this? Say it in a rule: “%(rule)s => …”.") % {"rule": question(said, claims)})


def facts_of(said: MembershipSaid, claims: Claims, register: Register) -> dict[str, set[str]]:
    """What rules can ask of a membership, and the texts that answer."""
    post = claims.posts.get(said.post_id)
    body = claims.organizations.get(said.organization_id or (post.organization_id if post else ""))
    area = claims.areas.get(said.area_id)
    country = country_of(said, claims, register)
    texts = {
        "post": [said.post_id, post.name if post else ""],
        "role": [said.role, post.role if post else "", post.name if post else ""],
        "organization": [body.id, body.name] if body else [said.organization_id],
        "area": [said.area_id, area.name if area else ""],
        "country": [country.key, country.iso_alpha3, country.name_en] if country else [],
    }
    return {name: {plain(text) for text in found if text} for name, found in texts.items()}


def country_of(said: MembershipSaid, claims: Claims, register: Register) -> Actor | None:
    """The state or body: the organization itself, or the one whose area it is, by key or ISO code."""
    post = claims.posts.get(said.post_id)
    body = claims.organizations.get(said.organization_id or (post.organization_id if post else ""))
    if body is None:
        return None
    area = claims.areas.get(body.area_id)
    codes = [body.id, *body.codes, body.area_id, *(area.codes if area else [])]
    return next((found for code in codes if code and (found := register.actor(code))), None)


def question(said: MembershipSaid, claims: Claims) -> str:
    """The left side of a rule that would fit this membership and those like it."""
    body = claims.organizations.get(said.organization_id)
    parts = [("role", said.role), ("post", said.post_id), ("organization", (body.name or body.id) if body else "")]
    return "; ".join(f"{name}: {text}" for name, text in parts if text) or "*"


def complete(options: Options, register: Register) -> set[str]:
    """Keys of the offices of which the file is a complete list. Raises ``Fault``."""
    found: set[str] = set()
    for key in options.complete_of:
        actor = register.actor(key)
        if key in register.offices:
            found.add(key)
        elif actor is not None:
            found |= {row.key for row in register.offices.values() if row.actor_id == actor.pk}
        else:
            raise Fault(_("There is no office and no state or body “%(key)s” in the register.") % {"key": key[:60]})
    return found
