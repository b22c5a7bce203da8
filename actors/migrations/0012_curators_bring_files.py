"""Curators may bring files and see those that were brought; which kinds of row, their rights on those kinds say."""

from django.db import migrations

NAME = "Curators"


def appoint(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    of, _made = ContentType.objects.get_or_create(app_label="actors", model="import")
    for verb in ("add", "view"):
        right, _made = Permission.objects.get_or_create(
            content_type=of, codename=f"{verb}_import", defaults={"name": f"Can {verb} file brought in"}
        )
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("actors", "0011_imports")]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
