"""Django's way in: the models of every room of campaigns. Nobody else imports this file."""

from campaigns.delivery.models import Delivery, MailKey
from campaigns.letters.models import (
    Approval,
    ChosenChannel,
    FirstSignatory,
    FrozenTarget,
    Letter,
    Readdressing,
    Translation,
    Version,
)
from campaigns.planning.models import (
    Campaign,
    CampaignText,
    KeptOut,
    LegalOpening,
    MatchDecision,
    NameDecision,
    PrivacyNotice,
    RiskAdvice,
    Target,
)
from campaigns.press.models import PressNote, PressText
from campaigns.reminders.models import Reminder
from campaigns.signing.models import Intake, ListCell, ListDay, ListedName, Signature, Tally
from campaigns.supporters.models import Consent, ConsentText, Leaving, NameVerdict, Partner, Strike, Supporter

__all__ = [
    "Approval",
    "Campaign",
    "CampaignText",
    "ChosenChannel",
    "Consent",
    "ConsentText",
    "Delivery",
    "FirstSignatory",
    "FrozenTarget",
    "Intake",
    "KeptOut",
    "Leaving",
    "LegalOpening",
    "Letter",
    "ListCell",
    "ListDay",
    "ListedName",
    "MailKey",
    "MatchDecision",
    "NameDecision",
    "NameVerdict",
    "Partner",
    "PressNote",
    "PressText",
    "PrivacyNotice",
    "Readdressing",
    "Reminder",
    "RiskAdvice",
    "Signature",
    "Strike",
    "Supporter",
    "Tally",
    "Target",
    "Translation",
    "Version",
]
