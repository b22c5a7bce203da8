"""Opens the register to admins; each room says in its own ``curation`` what they see of it."""

from actors.accounts import curation as accounts
from actors.checking import curation as checking
from actors.directory import curation as directory
from actors.exchange import curation as exchange
from actors.levers import curation as levers
from actors.positions import curation as positions
from actors.sanctions import curation as sanctions
from actors.suggestions import curation as suggestions
from actors.watch import curation as watch

__all__ = ["accounts", "checking", "directory", "exchange", "levers", "positions", "sanctions", "suggestions", "watch"]
