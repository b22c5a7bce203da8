"""Whom no campaign addresses (R6): the Court, its organs, judges, prosecutors and staff, and national judges.

PostgreSQL refuses such a target by itself (migration ``0003``), also when the register turns an office that is a target
into one of the Court's; this module says it in words, and alone where the database is SQLite.
"""

import re

from actors.directory.models import Actor, Office

COURT = "ICC"
"""The register's key of the Court."""
ASSEMBLY = "ASP"
"""The register's key of the Assembly of States Parties: it and its President may be asked, with a legal note."""
LEVELS = frozenset({"court", "judiciary"})
"""Levels of kinds of office: posts in a court, and in the judiciary of a state."""
JUDGES = (
    "judges?|chief justice|supreme court|constitutional court|high court|court of appeals?|juges?|"
    "magistrate?s?|cour suprême|cour constitutionnelle|cour de cassation|cour d.appel|juez|jueza|jueces|juezas|"
    "magistrad[oa]s?|corte suprema|corte constitucional|tribunal supremo|tribunal constitucional"
)
"""Words in a title that say judge, whatever the register says of its level. The same stand in the migration."""
_judges = re.compile(rf"\b(?:{JUDGES})\b", re.IGNORECASE)
_titles = tuple(f"title_{language}{form}" for language in ("en", "fr", "es") for form in ("", "_f"))


def is_of_the_court(actor: Actor) -> bool:
    """Whether it is the Court or a part of it. The Assembly is no organ of it (Rome Statute, article 34)."""
    seen: set[int] = set()
    found: Actor | None = actor
    while found is not None and found.key != ASSEMBLY and found.pk not in seen:
        if found.key == COURT:
            return True
        seen.add(found.pk)
        found = found.part_of
    return False


def is_forbidden(office: Office) -> bool:
    """Whether no campaign may address it: of the Court, in a court, or by its title a judge's."""
    kind = office.kind
    if kind.level in LEVELS or is_of_the_court(office.actor):
        return True
    return any(_judges.search(getattr(row, name)) for row in (office, kind) for name in _titles)


def is_of_the_assembly(office: Office) -> bool:
    """Whether staff are shown the legal note."""
    return office.actor.key == ASSEMBLY
