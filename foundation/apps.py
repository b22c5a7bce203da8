from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        from foundation.outbox import backend, purposes

        purposes.register(backend.PURPOSE)
