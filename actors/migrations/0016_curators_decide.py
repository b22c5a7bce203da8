"""Whoever keeps the register decides about what readers suggest."""

from django.db import migrations

NAME = "Curators"
RIGHTS = {
    "view_suggestion": "Can view suggestion of a reader",
    "change_suggestion": "Can change suggestion of a reader",
}


def appoint(apps, schema_editor):
    """Django makes permissions after the last migration; these are made here, and found there again."""
    of, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="actors", model="suggestion"
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    for codename, name in RIGHTS.items():
        right, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=of, codename=codename, defaults={"name": name}
        )
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("actors", "0015_suggestions")]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
