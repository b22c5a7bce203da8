"""A set of rights for whoever keeps the register without having all rights: enter, check, dispute, merge."""

from django.db import migrations

KINDS = [
    *("actor", "ask", "contact", "designation", "effect", "group", "groupmember", "instrument", "lever", "look"),
    *("measure", "occasion", "office", "officekind", "person", "position", "term"),
]
ENTERED = [f"{verb}_{kind}" for kind in KINDS for verb in ("add", "change", "view")]
DEEDS = ["add_dispute", "change_dispute", "view_dispute", "add_merge", "change_merge", "view_merge"]
SEEN = ["view_check", "view_redirect", "view_revision", "view_stancestep"]
NAME = "Curators"


def appoint(apps, schema_editor):
    """Django makes permissions after the last migration; those of the group are made here, and found there again."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    for codename in [*ENTERED, *DEEDS, *SEEN, "check_facts"]:
        verb, kind = codename.split("_", 1)
        kind = "check" if codename == "check_facts" else kind
        of, _made = ContentType.objects.get_or_create(app_label="actors", model=kind)
        words = "May confirm what others entered into the register" if codename == "check_facts" else ""
        name = apps.get_model("actors", kind)._meta.verbose_name
        right, _made = Permission.objects.get_or_create(
            content_type=of, codename=codename, defaults={"name": words or f"Can {verb} {name}"}
        )
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0009_merges"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
