"""What forms of deed pages share: the number they came with."""

from foundation.web.deeds import Stale, check_number
from foundation.web.forms import NumberedForm


def number_of(form: NumberedForm, about: str) -> str | None:
    """The number a form came with; None when it is too old or not one of ours, and the form says so."""
    try:
        return check_number(str(form.data.get("number", ""))[:400], about)
    except Stale:
        form.refuse_number()
        return None
