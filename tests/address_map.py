"""The written list of addresses: who may open each. ``test_urls`` refuses an address that has no row here.

Keys are the names of URL patterns. The admin's addresses are Django's own work and go by their namespace: nobody but
admins, whatever is registered.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

READ = {
    "site:front",
    "site:campaign",
    "site:answers",
    "site:privacy",
    "site:letter",
    "site:letter_to",
    "site:endorsers",
    "record:where",
    "record:results",
    "record:movement",
    "record:movement_results",
    "record:method",
    "record:disputes",
    "record:actor",
    "record:search",
    "press:record",
    "press:figure",
    "press:card",
    "press:actor_card",
    "press:person_card",
    "press:campaign",
    "press:campaign_card",
    "record:row",
    "record:row_json",
    "record:days",
    "record:days_feed",
    "record:occasion",
    "record:data",
    "record:sanctioned",
    "record:sanctioned_results",
    "record:person",
    "record:measures",
    "record:levers",
}
READ |= {"site:names", "site:names_page"}
"""Public, the same for everybody, kept by proxies."""

DEED = {
    "review:page",
    "site:links",
    "site:links_sent",
    "site:invited",
    "site:endorse",
    "site:endorse_sent",
    "site:endorse_confirm",
    "site:endorsed",
    "site:dispute",
    "site:disputed",
    "site:told_no_more",
    "site:told_no_more_link",
    "site:told_no_more_done",
    "site:sign",
    "site:sign_as",
    "site:sent",
    "site:gone",
    "site:confirm",
    "site:confirm_link",
    "site:leave",
    "site:mine",
    "site:own",
    "site:own_link",
    "site:quiet",
    "site:choices",
    "site:unreminded",
    "site:again",
    "site:again_link",
    "record:suggest",
    "record:suggest_statement",
    "record:suggested",
}
DEED |= {"site:not_me", "site:reported", "site:listed"}
"""Public, never kept: where people sign, confirm, look and leave, and where readers suggest corrections."""

CARRYING = {"site:confirm_link", "site:own_link", "site:told_no_more_link", "site:again_link"} | {
    "site:invited_link",
    "site:endorse_confirm_link",
    "site:endorsed_link",
    "site:listed_link",
}
"""Of these, the addresses in mails: they give the token to a cookie, and lead to a page behind it."""
DEED |= CARRYING

BEHIND_A_LINK = {"site:confirm", "site:own", "site:leave", "site:mine", "site:quiet", "site:told_no_more"} | {
    "site:choices",
    "site:unreminded",
    "site:again",
    "site:invited",
    "site:endorse_confirm",
    "site:endorsed",
    "site:listed",
}
"""Of these, the pages that need such a cookie, or a form with the token in it."""

EARLY = {"press:early"}
"""Public to whoever was given its address, never kept, read only (tests/campaigns/press)."""

DATA = {"data:start", "data:version", "data:table", "data:feed", "data:popolo", "data:schema"}
"""Public, for programs of everybody, without a language: what the record says, to take away."""

MACHINE = {"healthz", "healthz_all", "root"}
"""For balancers and monitoring, and the door that chooses a language."""

HOOK = {"take_mail"}
"""For machines with a secret: POST only (tests/campaigns/answering/test_take.py)."""

DEMO = {"mailbox:index", "mailbox:detail", "mailbox:html", "mailbox:attachment"}
"""Exists in the demonstration alone."""

DESK_PAGES = {"desk:home", "desk:campaign", "desk:messages", "desk:journal", "desk:letter", "desk:paper"} | {
    "desk:safeguards",
    "desk:office",
    "press:note",
    "desk:answers",
    "desk:answers_of",
    "desk:reply",
    "desk:reply_file",
}
DESK_PAGES |= {"desk:doubtful", "desk:paper_batches"}
DESK_PAGES |= {"desk:names", "desk:advice", "desk:endorsers"}
DESK_PAGES |= {"desk:changes", "desk:rewrite"}
DESK_PAGES |= {"desk:write", "desk:legal_bases"}
DESK_DEEDS = {"desk:stop", "desk:go", "desk:settle", "desk:release_message", "desk:approve", "desk:release"} | {
    "desk:decide_name",
    "desk:decide_match",
    "desk:mark_designated",
    "desk:open_legally",
    "desk:close_legally",
    "desk:keep_out",
    "desk:let_back",
    "desk:readdress",
    "desk:choose_channel",
    "press:write",
    "press:renew",
    "desk:record_reply",
    "desk:log_talk",
    "desk:record_step",
    "desk:finish_talk",
    "desk:take_back_step",
    "desk:grade_reply",
    "desk:mark_reply",
    "desk:publish_reply",
    "desk:hide_reply",
    "desk:permit_reply",
    "desk:propose_reply",
    "desk:tell_reply",
    "desk:destroy_reply",
}
DESK_DEEDS |= {"desk:begin_letter", "desk:save_text", "desk:try_text", "desk:add_office", "desk:remove_office"}
DESK_DEEDS |= {"desk:ask_review", "desk:send_back", "desk:comment", "desk:settle_comment"}
DESK_DEEDS |= {"desk:close_letter", "desk:archive_letter", "desk:write_basis", "desk:drop_basis"}
DESK_DEEDS |= {"desk:open_names", "desk:sort_names", "desk:decide_names", "desk:confirm_advice", "desk:write_advice"}
DESK_PAGES |= {"desk:handover", "desk:before_release"}
DESK_DEEDS |= {"desk:open_round", "desk:take_packet", "desk:names_by_mail", "desk:test_mail", "desk:take_back"}
DESK_DEEDS |= {"desk:let_suspects_count", "desk:try_out", "desk:take_out", "desk:confirm_taking"}
DESK_DEEDS |= {
    "desk:cancel_taking",
    "desk:undo_taking",
    "desk:enter_paper",
    "desk:confirm_paper",
    "desk:take_back_paper",
}
DESK_FORMS = {"desk:set_round", "desk:invite", "desk:record_handover"}
"""Of the deeds, those that show their form again, with what was typed, when it is not whole."""
DESK_DEEDS |= DESK_FORMS | {
    "desk:remind_round",
    "desk:publish_round",
    "desk:verify_endorsement",
    "desk:remove_endorsement",
    "desk:keep_endorsement",
}
DESK_DEEDS |= {"desk:propose", "desk:certify", "desk:propose_office", "desk:approve_office"}
"""Members of the organisation look; owner and campaigner also do."""
OWNER_DEEDS = {
    "desk:decide_match",
    "desk:mark_designated",
    "desk:open_legally",
    "desk:close_legally",
    "desk:keep_out",
    "desk:let_back",
}
"""Of these, the ones that are an owner's alone."""

WATCH_PAGES = {"watch:home", "watch:sheet", "watch:export", "watch:export_xlsx", "watch:line"}
WATCH_DEEDS = {"watch:open", "watch:close", "watch:reopen", "watch:say", "watch:nothing"}
"""Correspondents see the sheets of the states they watch and report; who may open sheets sees all."""

ENTRANCE = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
"""The way in: open to those who are not logged in, shows nothing but forms."""

ACCOUNT = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}
"""One's own account: needs login."""

KINDS = {
    "read": READ,
    "deed": DEED,
    "early": EARLY,
    "data": DATA,
    "machine": MACHINE,
    "hook": HOOK,
    "demo": DEMO,
    "desk page": DESK_PAGES,
    "desk deed": DESK_DEEDS,
    "watch page": WATCH_PAGES,
    "watch deed": WATCH_DEEDS,
    "entrance": ENTRANCE,
    "account": ACCOUNT,
}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with the namespace, and its route with the language."""

    name: str
    route: str

    @property
    def kinds(self) -> list[str]:
        """The lists it stands on: exactly one, or something is wrong."""
        if self.name.startswith("admin:"):
            return ["admin"]
        return [kind for kind, names in KINDS.items() if self.name in names]


def addresses(resolver: URLResolver | None = None, route: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address of the product (of the URL map in force)."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        full = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*spaces, pattern.name or "")), full)
        else:
            yield from addresses(pattern, full, (*spaces, pattern.namespace) if pattern.namespace else spaces)
