"""Professions to choose from: a closed list, because what people type about themselves can tell who they are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Profession(TextChoices):
    LAWYER = "lawyer", _("Lawyer")
    ACADEMIC = "academic", _("Academic or researcher")
    STUDENT = "student", _("Student")
    TEACHER = "teacher", _("Teacher")
    HEALTH = "health", _("Health worker")
    JOURNALIST = "journalist", _("Journalist")
    SOCIETY = "society", _("Member of a civil society organisation")
    ARTIST = "artist", _("Artist or writer")
    FAITH = "faith", _("Minister of religion")
    ENGINEER = "engineer", _("Engineer or technician")
    OFFICIAL = "official", _("Public servant")
    BUSINESS = "business", _("In business or trade")
    RETIRED = "retired", _("Retired")


def label(key: str) -> str:
    """In the reader's language; empty for what is not on the list."""
    return str(Profession(key).label) if key in Profession.values else ""
