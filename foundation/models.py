"""Django's way in: the models of every room of the foundation. Nobody else imports this file."""

from foundation.history.models import Entry
from foundation.pulses import Pulse
from foundation.vault.models import ScopeKey

__all__ = ["Entry", "Pulse", "ScopeKey"]
