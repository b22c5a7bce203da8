"""Kinds of role, as the record names them."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "judge": _("Judges"),
    "former_judge": _("Former judges"),
    "prosecutor": _("Prosecutors"),
    "deputy_prosecutor": _("Deputy Prosecutors"),
    "staff": _("Staff of the Court"),
    "un_expert": _("Experts of the United Nations"),
    "ngo": _("Civil society"),
    "court": _("The Court itself"),
}
"""Kinds of role as the page names them; one that is not here is shown as the register writes it."""


def role_words(category: str) -> str:
    return str(ROLES.get(category, category))
