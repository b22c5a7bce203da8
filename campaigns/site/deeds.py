"""What forms of deed pages share: the number they came with."""

from foundation.web.deeds import Stale, check_number, new_number
from foundation.web.forms import NumberedForm


def number_of(form: NumberedForm, about: str) -> str | None:
    """The number a form came with; None when it is too old or not one of ours, and the form says so."""
    try:
        return check_number(str(form.data.get("number", ""))[:400], about)
    except Stale:
        form.refuse_number()
        return None


def given(form: NumberedForm, about: str) -> tuple[str | None, bool]:
    """The same, and whether the number was given out to send a form once more: that may be done at once."""
    try:
        return check_number(str(form.data.get("number", ""))[:400], f"{about}:again"), True
    except Stale:
        return number_of(form, about), False


def next_number(form: NumberedForm | None, about: str) -> str:
    """Who puts a form right keeps its number, and with it the time it was given out; an old one becomes a fresh one."""
    if form is None or not form.is_bound:
        return new_number(about)
    sent = str(form.data.get("number", ""))[:400]
    for kept in (about, f"{about}:again"):
        try:
            check_number(sent, kept)
        except Stale:
            continue
        return sent
    return new_number(f"{about}:again")
