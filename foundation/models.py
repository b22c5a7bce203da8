"""Django's way in: the models of every room of the foundation. Nobody else imports this file."""

from foundation.history.models import Entry
from foundation.outbox.models import MailCount, Message, Owner, Settled, Stop, Suppressed
from foundation.pulses import Pulse
from foundation.vault.models import ScopeKey

__all__ = ["Entry", "MailCount", "Message", "Owner", "Pulse", "ScopeKey", "Settled", "Stop", "Suppressed"]
