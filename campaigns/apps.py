from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Tells the outbox what our messages are, and the register which offices need an address."""
        from actors.directory import addressed
        from campaigns.answering import mails as news
        from campaigns.delivery import mails as letters
        from campaigns.delivery import rehearsing
        from campaigns.endorsing import mails as endorsing
        from campaigns.planning.models import Target
        from campaigns.signing import asking, asking_mails, mails, staying_mails
        from foundation.outbox.purposes import Handling, Purpose, register, rehearse

        addressed.ASKED.append(lambda: Target.objects.filter(campaign__closed_at=None).values("office"))
        register(
            Purpose(
                name="signing.confirm",
                handling=Handling.CONFIRMATION,
                urgency=0,
                render=mails.render_confirm,
                wanted=mails.confirm_wanted,
                prepare=mails.prepare,
            )
        )
        register(
            Purpose(
                name="signing.code",
                handling=Handling.CONFIRMATION,
                urgency=0,
                render=mails.render_code,
                wanted=mails.code_wanted,
            )
        )
        register(
            Purpose(
                name="signing.links",
                handling=Handling.CONFIRMATION,
                urgency=0,
                render=mails.render_links,
                wanted=mails.links_wanted,
            )
        )
        register(
            Purpose(
                name=asking.PURPOSE,
                handling=Handling.REMINDER,
                urgency=2,
                render=asking_mails.render,
                wanted=asking_mails.wanted,
            )
        )
        register(
            Purpose(
                name="signing.stay",
                handling=Handling.UPDATE,
                urgency=2,
                render=staying_mails.render,
                wanted=staying_mails.wanted,
            )
        )
        register(
            Purpose(
                name="reminders.confirm",
                handling=Handling.REMINDER,
                urgency=2,
                render=mails.render_reminder,
                wanted=mails.confirm_wanted,
                prepare=mails.prepare,
            )
        )
        register(
            Purpose(
                name="delivery.letter",
                handling=Handling.LETTER,
                urgency=1,
                render=letters.render,
                wanted=letters.wanted,
                sent=letters.sent,
            )
        )
        register(
            Purpose(
                name=rehearsing.PURPOSE,
                handling=Handling.SECURITY,
                urgency=1,
                render=rehearsing.render,
                wanted=rehearsing.wanted,
            )
        )
        rehearse(rehearsing.own_address)
        register(
            Purpose(
                name="answering.told",
                handling=Handling.UPDATE,
                urgency=2,
                render=news.render,
                wanted=news.wanted,
            )
        )
        for name, handling, urgency, render, wanted in (
            ("invite", Handling.UPDATE, 1, endorsing.render_invite, endorsing.invite_wanted),
            ("remind", Handling.REMINDER, 2, endorsing.render_remind, endorsing.invite_wanted),
            ("confirm", Handling.CONFIRMATION, 0, endorsing.render_confirm, endorsing.confirm_wanted),
            ("links", Handling.CONFIRMATION, 0, endorsing.render_links, endorsing.links_wanted),
        ):
            register(
                Purpose(name=f"endorsing.{name}", handling=handling, urgency=urgency, render=render, wanted=wanted)
            )
