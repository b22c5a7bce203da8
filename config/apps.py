"""Django's admin under our own roof: the site asks for a second factor-ready login of ours."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "config.admin.Site"

    def ready(self) -> None:
        # Every process that may nudge needs the Celery app. It is imported here and not in config/__init__.py, so
        # that the demo's supervisor, which makes the settings' keys, can start before there are any settings.
        from config import celery  # noqa: F401

        super().ready()
        # After every room has opened its part: what Django and allauth bring along gets pages of ours.
        from config.curation import replace_pages_of_others

        replace_pages_of_others()
