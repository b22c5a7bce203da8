"""People who log in, the organisations they work for, and what they may do there."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.codes import CodeField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.refresh_from_db(fields=["code"])
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in by e-mail address: a member of an organisation, or an admin of the register."""

    code = CodeField()
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    is_staff = models.BooleanField(_("may enter the register's admin"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Those the person is a member of. Strangers, admins included, see none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(members__user=user)


class Organisation(models.Model):
    """Who runs campaigns and answers for them: the controller named in every notice and at the foot of every mail."""

    code = CodeField()
    name = models.CharField(_("name"), max_length=160)
    registration = models.CharField(_("registration"), max_length=160, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    mail_domain = models.CharField(_("domain its mail is sent from"), max_length=120, blank=True)
    neutral_name = models.CharField(
        _("neutral sender name"),
        max_length=60,
        blank=True,
        help_text=_("What supporters see as sender in their mailbox. It should not betray the cause."),
    )
    website = models.URLField(_("website"), blank=True)
    verified_at = models.DateTimeField(
        _("verified at"), null=True, blank=True, help_text=_("Only members of a verified organisation can report.")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def sends_from(self) -> str:
        """The domain in the sender of its mail: its own, else that of its contact address; never the recipient's."""
        return self.mail_domain or self.contact_email.rpartition("@")[2]


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    CAMPAIGNER = "campaigner", _("Campaigner")
    VIEWER = "viewer", _("Viewer")


class Member(models.Model):
    """A person's place in an organisation."""

    code = CodeField()
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="members", verbose_name=_("organisation")
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_organisation")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    def may_work(self) -> bool:
        """Whether this member may change a campaign: viewers only look."""
        return self.role in {Role.OWNER, Role.CAMPAIGNER}
