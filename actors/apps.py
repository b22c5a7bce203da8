from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = _("Register")

    def ready(self) -> None:
        from actors.checking import invitations, invite_mails
        from actors.curating import start, watching
        from actors.positions import groups
        from actors.suggestions import decisions
        from actors.suggestions import mails as answers
        from actors.watch import mails, sheets
        from foundation.outbox.purposes import Handling, Purpose, register

        groups.register()
        start.OTHERS += [watching.open_sheets, watching.unwatched]
        register(
            Purpose(
                name=sheets.PURPOSE,
                handling=Handling.REMINDER,
                urgency=1,
                render=mails.render,
                wanted=mails.wanted,
                prepare=mails.prepare,
            )
        )
        register(
            Purpose(
                name=invitations.PURPOSE,
                handling=Handling.CONFIRMATION,
                urgency=1,
                render=invite_mails.render,
                wanted=invite_mails.wanted,
            )
        )
        register(
            Purpose(
                name=decisions.PURPOSE,
                handling=Handling.CONFIRMATION,
                urgency=1,
                render=answers.render,
                wanted=answers.wanted,
                sent=answers.sent,
            )
        )
