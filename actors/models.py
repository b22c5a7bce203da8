"""Django's way in: the models of every room of actors. Nobody else imports this file."""

from actors.accounts.models import Member, Organisation, User

__all__ = ["Member", "Organisation", "User"]
