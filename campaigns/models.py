"""Django's way in: the models of every room of campaigns. Nobody else imports this file."""

from campaigns.delivery.models import Delivery
from campaigns.letters.models import Approval, FirstSignatory, FrozenTarget, Letter, Translation, Version
from campaigns.planning.models import Campaign, CampaignText, PrivacyNotice, RiskAdvice, Target
from campaigns.reminders.models import Reminder
from campaigns.signing.models import Intake, Signature, Tally
from campaigns.supporters.models import Consent, ConsentText, Leaving, Partner, Strike, Supporter

__all__ = [
    "Approval",
    "Campaign",
    "CampaignText",
    "Consent",
    "ConsentText",
    "Delivery",
    "FirstSignatory",
    "FrozenTarget",
    "Intake",
    "Leaving",
    "Letter",
    "Partner",
    "PrivacyNotice",
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
