"""What the desk says: why a letter waits, what a message is for, what was done, why a deed was refused."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.answering import publishing, replies, stances, telling
from campaigns.delivery import annex, ledger, packet, rehearsing, rounds
from campaigns.desk import draft_words
from campaigns.endorsing import endorsements
from campaigns.endorsing import rounds as asking
from campaigns.letters import approvals, corrections, editions, later_targets, readdressing
from campaigns.planning import campaigns as planning
from campaigns.planning import names, safeguards
from campaigns.signing import carrying
from foundation.history.models import Entry
from foundation.outbox import failures
from foundation.outbox.models import Message

OBSTACLES = {
    "no_contact": gettext_lazy("no usable address is known"),
    "contact_changed": gettext_lazy("the address has changed since approval"),
    "text_changed": gettext_lazy("the text is not the approved one"),
    "words_changed": gettext_lazy("its title, form of address or holder has changed since approval"),
    "title_unchecked": gettext_lazy("it has no checked title of its own in the letter’s language"),
    "holder_disputed": gettext_lazy("who holds the office is disputed, and no channel is chosen"),
    "address_waits": gettext_lazy("its address may not be used yet"),
    "at_the_court": gettext_lazy("it is of the Court or a judge’s: no campaign writes there"),
    "copy_first": gettext_lazy("a copy goes when the letter has gone"),
}
"""Why a letter cannot go, as the end of a sentence."""

REMEDIES = {
    "no_contact": gettext_lazy("Put a checked address into the register, then try again."),
    "contact_changed": gettext_lazy("A second person can approve the changed address; then it goes there."),
    "words_changed": gettext_lazy("A second person can approve how the office is addressed now; then it goes so."),
    "holder_disputed": gettext_lazy("Choose a channel for it, then try again."),
    "address_waits": gettext_lazy("The letter’s page says until when."),
    "text_changed": gettext_lazy("It cannot go as it is: what was approved is no longer what would be sent."),
}
"""What somebody can do about it."""

PARTS = {
    "title": gettext_lazy("Title"),
    "state": gettext_lazy("State or body"),
    "salutation": gettext_lazy("Form of address"),
    "holder": gettext_lazy("Holder"),
}
"""How an office is addressed, part by part."""

ASSEMBLY = gettext_lazy(
    "Legal note: the Assembly of States Parties may be asked as a body of States. Ask it for what States can do; say "
    "nothing on a case, and have counsel read the letter."
)
"""What staff are told of a letter to the Assembly or its President (R6)."""

PURPOSES = {
    ledger.PURPOSE: gettext_lazy("Letter to an office"),
    "signing.confirm": gettext_lazy("Mail to a supporter: asks to confirm"),
    "signing.code": gettext_lazy("Mail to a supporter: a code to type"),
    "signing.again": gettext_lazy("Mail to a supporter: asks whether the name stands under the new text"),
    "signing.links": gettext_lazy("Mail to a supporter: their links again"),
    "signing.stay": gettext_lazy("Mail to a supporter: does the public name stay"),
    "reminders.confirm": gettext_lazy("Mail to a supporter: reminds to confirm"),
    asking.INVITE: gettext_lazy("Mail to an organisation: asks for an answer"),
    asking.REMIND: gettext_lazy("Mail to an organisation: reminds of the answer"),
    endorsements.CONFIRM: gettext_lazy("Mail to an organisation: asks to confirm"),
    endorsements.LINKS: gettext_lazy("Mail to an organisation: its link"),
    rehearsing.PURPOSE: gettext_lazy("Test of a letter, to a member"),
    telling.PURPOSE: gettext_lazy("Mail to a supporter: tells of an answer"),
}

DEEDS = {
    "campaign.launched": gettext_lazy("opened the campaign to the public"),
    "press.written": gettext_lazy("wrote the note for the press"),
    "press.renewed": gettext_lazy("gave the press page a new early address"),
    "campaign.closed": gettext_lazy("closed the campaign for signing"),
    "campaign.shredded": gettext_lazy("destroyed the campaign’s key: its supporters’ details are gone for good"),
    "campaign.made_for_nationals": gettext_lazy("made the campaign for nationals of %(state)s under %(measure)s"),
    "campaign.name_decided": gettext_lazy("decided that the campaign may name a person of the register: %(person)s"),
    "campaign.match_decided": gettext_lazy("decided to go on with a name that is also under a measure: %(person)s"),
    "campaign.marked_designated": gettext_lazy("said that the campaign is made with or for somebody under a measure"),
    "campaign.legally_opened": gettext_lazy("recorded that a legal reviewer opened the campaign to everybody"),
    "campaign.legally_closed": gettext_lazy("closed the campaign again to those whom the measure reaches"),
    "campaign.member_kept_out": gettext_lazy("kept a member out of the campaign"),
    "campaign.member_let_back": gettext_lazy("let a member back into the campaign"),
    "advice.confirmed": gettext_lazy("confirmed the risk advice beside new measures (%(situation)s)"),
    "advice.written": gettext_lazy("wrote risk advice anew (%(situation)s, version %(version)s)"),
    "suspects.let_count": gettext_lazy("let signatures count that were set aside (%(number)s; why: %(why)s)"),
    "invalidation.tried": gettext_lazy("looked for forged signatures (found %(number)s)"),
    "invalidation.ordered": gettext_lazy("ordered that signatures be taken out (%(number)s)"),
    "invalidation.confirmed": gettext_lazy("confirmed that signatures be taken out (%(number)s)"),
    "invalidation.done": gettext_lazy("took signatures out (%(number)s)"),
    "invalidation.cancelled": gettext_lazy("cancelled a taking out (%(number)s)"),
    "invalidation.undone": gettext_lazy("undid a taking out: signatures count as before (%(number)s)"),
    "paper.entered": gettext_lazy("entered signatures on paper (%(number)s)"),
    "paper.confirmed": gettext_lazy("confirmed signatures on paper (%(number)s)"),
    "paper.taken_back": gettext_lazy("took signatures on paper back (%(number)s)"),
    "names.read": gettext_lazy("read names of supporters (%(number)s; why: %(why)s)"),
    "names.passed": gettext_lazy("let names pass: they may be named and shown (%(number)s)"),
    "names.held": gettext_lazy("held names for a closer look (%(number)s)"),
    "names.refused": gettext_lazy("refused names: neither named nor shown (%(number)s)"),
    "names.reported": gettext_lazy("hid names of the open list: somebody said “this is not me” (%(number)s)"),
    "letter.edition_proposed": gettext_lazy("proposed version %(version)s of the letter"),
    "letter.correction_certified": gettext_lazy(
        "certified version %(version)s as a correction of version %(of)s (fingerprint %(fingerprint)s)"
    ),
    "letter.translation_certified": gettext_lazy(
        "approved a further language: version %(version)s follows version %(of)s (fingerprint %(fingerprint)s)"
    ),
    "letter.target_proposed": gettext_lazy("proposed that the letter goes to one more office: %(office)s"),
    "letter.target_added": gettext_lazy("approved that the letter goes to one more office: %(office)s"),
    **draft_words.DEEDS,
    "letter.copy_added": gettext_lazy("put an office in copy: %(office)s"),
    "letter.readdressed": gettext_lazy("approved anew where the letter to %(office)s goes (address %(address)s)"),
    "letter.channel_chosen": gettext_lazy("chose the channel to a disputed office: %(office)s (address %(address)s)"),
    "letter.approved": gettext_lazy("approved version %(version)s (offices: %(targets)s, fingerprint %(fingerprint)s)"),
    "delivery.released": gettext_lazy(
        "released the letter (signatures: %(signatures)s, on their way: %(released)s, held back: %(held)s, "
        "fingerprint %(fingerprint)s)"
    ),
    "delivery.recalled": gettext_lazy("took back letters that had not left (%(number)s)"),
    "delivery.packet_made": gettext_lazy(
        "took out a packet to hand over (offices: %(offices)s, signatures: %(signatures)s, packet %(packet)s)"
    ),
    "delivery.handed_over": gettext_lazy("recorded that the letter was handed over: %(office)s (names: %(names)s)"),
    "delivery.names_by_mail": gettext_lazy("chose that the names go with the mail: %(office)s"),
    "delivery.no_names_by_mail": gettext_lazy("chose that the names do not go with the mail: %(office)s"),
    "delivery.round_opened": gettext_lazy(
        "opened round %(round)s (signatures in the last letters with this text: %(said_before)s)"
    ),
    "delivery.bounced": gettext_lazy("noted that the letter to %(office)s came back (status %(status)s)"),
    "reply.came": gettext_lazy("filed a reply that came by mail: %(office)s"),
    "reply.recorded": gettext_lazy("wrote down a reply: %(office)s"),
    "reply.graded": gettext_lazy("graded a reply of %(office)s: %(grade)s"),
    "reply.published": gettext_lazy("published a reply of %(office)s (fingerprint %(fingerprint)s)"),
    "reply.hidden": gettext_lazy("took a published reply out of the public’s sight: %(office)s"),
    "reply.permitted": gettext_lazy("recorded that %(office)s allowed its words to be quoted"),
    "reply.proposed": gettext_lazy("proposed words of a reply to the register: %(position)s"),
    "reply.told": gettext_lazy("told those who chose to be told of an answer (people: %(number)s)"),
    "reply.destroyed": gettext_lazy("destroyed the original of a reply: %(office)s"),
    "talk.logged": gettext_lazy("wrote down a talk with %(office)s"),
    "talk.next_done": gettext_lazy("noted that the next step with %(office)s is done"),
    "step.recorded": gettext_lazy("recorded a step of %(office)s: %(kind)s"),
    "step.taken_back": gettext_lazy("took back a recorded step of %(office)s"),
    "round.set": gettext_lazy("set the closed round (deadline %(deadline)s, embargo %(embargo)s)"),
    "round.invited": gettext_lazy("asked organisations to endorse the letter: %(number)s"),
    "round.reminded": gettext_lazy("reminded organisations that had not answered: %(number)s"),
    "round.published": gettext_lazy("closed the round and published it (endorsements: %(number)s)"),
    "endorsement.checked": gettext_lazy("checked an organisation that endorses the letter: %(organisation)s"),
    "endorsement.vouched": gettext_lazy("vouched for an organisation that endorses the letter: %(organisation)s"),
    "endorsement.removed": gettext_lazy("removed an endorsement: %(organisation)s"),
    "endorsement.kept": gettext_lazy("kept a disputed endorsement: %(organisation)s"),
    "endorsement.withdrawn": gettext_lazy("an organisation took its endorsement back"),
    "outbox.stop": gettext_lazy("threw the stop switch: nothing of the campaign leaves"),
    "outbox.go": gettext_lazy("took the stop switch back: sending goes on"),
    "message.settled_as_sent": gettext_lazy("decided that a message in doubt had been sent"),
    "message.settled_as_not_sent": gettext_lazy("decided that a message in doubt had not been sent: it goes out again"),
    "message.released": gettext_lazy("let a message be tried again that was held back or refused"),
}
"""Each deed after the name of who did it."""

REFUSALS: dict[type[Exception], Any] = {
    names.Undecided: gettext_lazy(
        "Title or text name a person of the register: somebody decides first whether they may, on the page “Who and "
        "for whom”."
    ),
    names.NoReason: gettext_lazy("Please say why: a decision is recorded with its reason."),
    safeguards.NoMatch: gettext_lazy("Nobody of that name is under a measure: there was nothing to decide."),
    safeguards.NoReviewer: gettext_lazy("Please give the legal reviewer’s name, and what the reviewer says."),
    safeguards.LastOwner: gettext_lazy("Nobody was kept out: no owner would be left who can let people back in."),
    readdressing.OwnChange: gettext_lazy(
        "You entered this change or chose this channel: a second person has to approve it."
    ),
    readdressing.NoAddress: gettext_lazy("No usable address is known: there is nothing to approve yet."),
    readdressing.NotDisputed: gettext_lazy("Nobody disputes who holds this office: its best address is used."),
    approvals.OwnLetter: gettext_lazy("You wrote this letter: somebody else has to approve it."),
    **draft_words.REFUSALS,
    approvals.NothingToApprove: gettext_lazy(
        "There is nothing to approve yet: a letter needs a text and at least one target."
    ),
    approvals.Incomplete: gettext_lazy("A language of the campaign is missing in this letter, or a part of its text."),
    approvals.Changed: gettext_lazy(
        "The letter has changed while you read it. Nothing was approved: please read again."
    ),
    replies.NoOffice: gettext_lazy("Please choose the office that the letter was passed on to."),
    planning.NotATarget: gettext_lazy("That office is of the Court or a judge’s: no campaign writes there."),
    replies.Destroyed: gettext_lazy("The original is destroyed: nothing more can be made of it."),
    replies.NoWords: gettext_lazy("There are no words in it: nothing was changed."),
    replies.NotYet: gettext_lazy("This day is still to come: nothing was changed."),
    publishing.Ungraded: gettext_lazy(
        "Nothing was published: somebody says first what the reply amounts to. What only acknowledges receipt is not "
        "published."
    ),
    publishing.Undecided: gettext_lazy(
        "Nothing was published: decide first of every number, address and name that was found whether it stays."
    ),
    publishing.Changed: gettext_lazy(
        "The text is no longer the one you read. Nothing was published: please read again."
    ),
    stances.Private: gettext_lazy(
        "Nothing was proposed: a reply that is neither published nor quoted with the office’s leave gives no stance."
    ),
    stances.NotItsWords: gettext_lazy(
        "Nothing was proposed: these words do not stand so in what may be quoted. Copy them exactly, without blocks."
    ),
    stances.AboutNothing: gettext_lazy(
        "Nothing was proposed: the campaign does not say about which State’s measures it is."
    ),
    telling.NotPublished: gettext_lazy("Nobody was told: the answer is not public any more."),
    approvals.ToCertify: gettext_lazy(
        "This is a correction or a further language: it is certified on the page “What changed”, not approved here."
    ),
    editions.NotOpened: gettext_lazy("Nothing is approved yet: write the draft anew instead."),
    editions.NoChange: gettext_lazy("Nothing is different from the approved text: there was nothing to propose."),
    editions.WrongKind: gettext_lazy(
        "A correction changes words of languages that are there; a further language leaves the others as they are."
    ),
    corrections.Outdated: gettext_lazy(
        "Another text was proposed or approved meanwhile. Nothing was certified: please read the newest."
    ),
    corrections.NoNotice: gettext_lazy(
        "The campaign has no privacy notice in this language: publish one first, so that people can sign in it."
    ),
    carrying.Erased: gettext_lazy("The people of this campaign are erased: its texts stay as they were."),
    later_targets.OwnProposal: gettext_lazy("You proposed this office: a second person has to approve it."),
    later_targets.IsAddressee: gettext_lazy("The letter goes to this office already, or it is in copy."),
    ledger.MatchUndecided: gettext_lazy(
        "A name that stands with the letter is that of somebody under a measure: an owner decides first, on the page "
        "“Who and for whom”."
    ),
    packet.NobodyToServe: gettext_lazy("No packet was made: choose at least one office that can be handed the letter."),
    packet.NoPacket: gettext_lazy("Not recorded: no packet of this round was taken out for this office."),
    packet.NotThatDay: gettext_lazy("Not recorded: the day lies before the packet was taken out, or is still to come."),
    annex.NumberOnly: gettext_lazy("This office is told the number only: no names go there."),
    annex.TooMany: gettext_lazy("These are too many names for a mail: hand them over on paper."),
    rehearsing.NotItsTarget: gettext_lazy("The approved letter does not go to this office."),
    rounds.NotOver: gettext_lazy(
        "The next round was not opened: letters of this one still wait, or wait for a decision."
    ),
    rounds.NothingNew: gettext_lazy(
        "The next round was not opened: no more people have signed than the last letters said."
    ),
    ledger.Embargoed: gettext_lazy("The letter is under embargo: it can be released when that is over."),
    asking.BadTimes: gettext_lazy("The deadline must lie ahead, and the embargo end with it or after it."),
    asking.EmbargoOver: gettext_lazy("The embargo is over: what was held back is public, and its times stay."),
    asking.NotFrozen: gettext_lazy("Organisations are asked about a frozen text: have the letter approved first."),
    asking.Over: gettext_lazy("The round is closed: its deadline has passed, or it is published."),
    asking.MatchWaits: gettext_lazy(
        "An organisation’s name is that of somebody under a measure: an owner decides first, on the page “Who and for "
        "whom”."
    ),
    endorsements.Taken: gettext_lazy("Another endorsement of this organisation stands already."),
    endorsements.Unproven: gettext_lazy(
        "The organisation has not confirmed it, it was removed, or your own organisation is not verified."
    ),
    ledger.NotApproved: gettext_lazy("Only an approved letter can be delivered."),
    ledger.Unsigned: gettext_lazy("Nobody’s signature is confirmed yet: it can be released as soon as one is."),
}


def released(number: int, *, stopped: bool) -> str:
    """What became of the letters just released: with the stop switch on, they wait."""
    if stopped:
        said = ngettext(
            "%(n)s letter is released and waits: the stop switch is on.",
            "%(n)s letters are released and wait: the stop switch is on.",
            number,
        )
    else:
        said = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", number)
    return said % {"n": number}


def why(message: Message) -> str:
    """Why a message waits or was not sent, as a sentence; empty where nothing went wrong."""
    if obstacle := OBSTACLES.get(message.failure):
        return _("Held back: %(reason)s.") % {"reason": obstacle}
    return str(failures.label(message.failure)) if message.failure else ""


class _Gaps(dict[str, Any]):
    """An old entry may lack a detail that today's words mention."""

    def __missing__(self, name: str) -> str:
        return "–"


def of_deed(entry: Entry) -> str:
    """The deed in words, with its numbers; a deed we have no words for keeps its name."""
    known = DEEDS.get(entry.deed)
    return str(known) % _Gaps(entry.detail) if known else entry.deed


def of_purpose(message: Message) -> str:
    """What a message is for; one we have no words for keeps its name."""
    return str(PURPOSES.get(message.purpose, message.purpose))
