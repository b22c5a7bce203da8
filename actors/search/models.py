"""What public rows can be found by, and which edition of the register that was taken from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """One name of one row, or its quotation, folded. Derived: emptied and filled again it is the same.

    It only points: whether its row is public and still has these words is asked of the row, each time.
    """

    mark = models.CharField(_("fingerprint"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=12)
    key = models.CharField(_("key of the row"), max_length=120)
    language = models.CharField(_("language"), max_length=12, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), help_text=_("0 a name of its own, 1 another name for it."))
    on = models.DateField(_("date"), null=True, blank=True)
    folded = models.TextField(_("folded"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.kind} · {self.key}"


class SearchState(models.Model):
    """One row: the edition of the register that the entries show, and the way they were folded."""

    edition = models.PositiveBigIntegerField(_("edition"), default=0)
    way = models.PositiveSmallIntegerField(_("way of folding"), default=0)

    class Meta:
        verbose_name = _("state of the search")
        verbose_name_plural = _("states of the search")

    def __str__(self) -> str:
        return str(self.edition)
