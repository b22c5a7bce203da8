"""Curators open occasion sheets and say who watches which state; columns get their names in words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RIGHTS = [
    *(f"{verb}_assignment" for verb in ("add", "change", "view")),
    *(f"{verb}_sheet" for verb in ("add", "view")),
]
NAME = "Curators"


def appoint(apps, schema_editor):
    """Django makes permissions after the last migration; those of the group are made here, and found there again."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    for codename in RIGHTS:
        verb, kind = codename.split("_", 1)
        of, _made = ContentType.objects.get_or_create(app_label="actors", model=kind)
        name = apps.get_model("actors", kind)._meta.verbose_name
        right, _made = Permission.objects.get_or_create(
            content_type=of, codename=codename, defaults={"name": f"Can {verb} {name}"}
        )
        group.permissions.add(right)


def person(name, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=name,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0012_curators_bring_files"),
    ]
    operations = [
        migrations.AlterField("check", "entered_by", person("entered by", null=True)),
        migrations.AlterField("dispute", "entered_by", person("entered by")),
        migrations.AlterField("dispute", "settled_by", person("settled by", blank=True, null=True)),
        migrations.AlterField("dispute", "confirmed_by", person("agreed to by", blank=True, null=True)),
        migrations.AlterField("sheet", "opened_by", person("opened by")),
        migrations.AlterField(
            "term", "one_seat", models.BooleanField("its office has one seat", default=True, editable=False)
        ),
        migrations.RunPython(appoint, migrations.RunPython.noop),
    ]
