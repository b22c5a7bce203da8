"""What members type about a handing over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.delivery.models import Way
from campaigns.desk.answer_forms import DatedForm, DayField


class ReceiptForm(DatedForm):
    prefix_id = "receipt"
    office = forms.ChoiceField(label=_("Office"))
    way = forms.ChoiceField(label=_("How"), choices=[(way.value, way.label) for way in (Way.HAND, Way.POST)])
    on = DayField(label=_("Day"))
    taken_by = forms.CharField(
        label=_("Who took it"),
        max_length=160,
        help_text=_("The desk or function, such as “registry”: nobody’s name is needed."),
    )

    def offer(self, offices: list[tuple[str, str]]) -> None:
        """The offices it can be said of."""
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offices
