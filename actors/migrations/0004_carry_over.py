"""Gives every row that is there a first revision: of the data set, or carried over from before revisions.

What people entered before was public nowhere; it waits for a second person. Memberships of the data set are lists
that the record has counted all along.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations
from django.utils import timezone

KINDS = [
    *("Actor", "Group", "GroupMember", "OfficeKind", "Office", "Contact", "Person", "Measure", "Designation"),
    *("Instrument", "Lever", "Ask", "Occasion", "Position", "Look"),
]
APART = {"id", "key", "code", "revision", "pending", "public", "data_set_on", "note"}
NOT_FACTS = {"Contact": {"state", "checked_on", "checked_by", "checked_source", "usable_from_at", "bounces"}}


def key_of(kind, row):
    if kind == "GroupMember":
        return f"{row.group.key}:{row.actor.key}" + (f":{row.since_on}" if row.since_on else "")
    if kind == "Contact":
        return f"{row.office.key}-{row.channel}-{row.pk}"
    return f"{row.actor.key}-{row.looked_on}-{row.pk}"


def carry_over(apps, schema_editor):
    Revision = apps.get_model("actors", "Revision")
    for kind in KINDS:
        model = apps.get_model("actors", kind)
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in APART and field.name not in NOT_FACTS.get(kind, set())
        ]
        rows, said = list(model.objects.all()), []
        for row in rows:
            if kind in {"GroupMember", "Contact", "Look"}:
                row.key = key_of(kind, row)
            if kind == "GroupMember":
                row.public = row.data_set_on is not None
            row.pending = row.data_set_on is None
            facts = {name: getattr(row, name) for name in names}
            said.append(
                Revision(
                    kind=kind.lower(),
                    key=row.key,
                    number=1,
                    facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
                    origin="data_set" if row.data_set_on else "carried",
                    entered_at=timezone.now(),
                )
            )
        Revision.objects.bulk_create(said, batch_size=400)
        for row, revision in zip(rows, said, strict=True):
            row.revision = revision
        fields = ["key", "revision", "pending", "public"]
        if rows:
            model.objects.bulk_update(rows, fields, batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("actors", "0003_revisions")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
