"""Files in and out, in the admin."""

from django.contrib import admin

from actors.exchange.import_pages import ImportAdmin
from actors.exchange.models import Import

admin.site.register(Import, ImportAdmin)
