"""What a curator chooses to give states to a correspondent."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import Member
from actors.directory.models import Actor, Group
from actors.directory.states import Region
from actors.watch import assignments

REGION, GROUP = "region:", "group:"


def sets() -> list[tuple[Any, Any]]:
    """Sets of states to choose from: all, States Parties, regions, public groups. One query."""
    regions = [(f"{REGION}{value}", label) for value, label in Region.choices if value]
    groups = [(f"{GROUP}{group.key}", group.name) for group in Group.objects.public().order_by("name_en")]
    whole = [("all", _("all States")), ("parties", _("States Parties"))]
    return [*whole, (_("Regional groups"), regions), (_("Groups"), groups)]


def states_of(name: str, today: date) -> Any:
    """The states of a set, as a queryset; none for an unknown name."""
    states = Actor.objects.public().states()
    if name == "parties":
        return Actor.objects.public().states_parties(today)
    if name.startswith(REGION):
        return states.filter(region=name.removeprefix(REGION))
    if name.startswith(GROUP):
        group = Group.objects.public().filter(key=name.removeprefix(GROUP)).first()
        return states.filter(pk__in=group.members(today).values("pk")) if group else states.none()
    return states if name == "all" else states.none()


class AssignForm(forms.Form):
    """A member of a verified organisation, and which states they will watch."""

    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Correspondent"),
        help_text=_("Members of organisations that were verified. They need no rights in the admin."),
    )
    set_of = forms.ChoiceField(label=_("A whole set"), required=False)
    actors = forms.ModelMultipleChoiceField(
        Actor.objects.none(),
        label=_("Single States"),
        required=False,
        to_field_name="key",
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("With or without a set. Hold Ctrl to choose several."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["member"].queryset = assignments.candidates()  # type: ignore[attr-defined]
        self.fields["set_of"].choices = [("", _("none")), *sets()]  # type: ignore[attr-defined]
        self.fields["actors"].queryset = Actor.objects.public().order_by("name_en")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("set_of") and not found.get("actors"):
            raise ValidationError(_("Choose a set or single States."))
        return found

    def states(self) -> list[Actor]:
        """Everything that was chosen, each once."""
        chosen = list(self.cleaned_data["actors"]) + list(states_of(self.cleaned_data["set_of"], self.today))
        return list({actor.pk: actor for actor in chosen}.values())
