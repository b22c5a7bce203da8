"""Numbers that the database itself keeps (campaigns/signing/tallies.py).

Both databases write a change whenever a signature begins or ceases to count, whatever did it.
"""

from django.db import migrations, models
from django.db.models import F

POSTGRESQL = """
CREATE FUNCTION signature_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was bigint; becomes bigint;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.confirmed_on IS NOT NULL AND OLD.aside = '' THEN was := OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' AND NEW.confirmed_on IS NOT NULL AND NEW.aside = '' THEN becomes := NEW.version_id; END IF;
    IF was IS DISTINCT FROM becomes THEN
        IF was IS NOT NULL THEN
            INSERT INTO campaigns_tallychange (version_id, kind, change) VALUES (was, 'confirmed', -1);
        END IF;
        IF becomes IS NOT NULL THEN
            INSERT INTO campaigns_tallychange (version_id, kind, change) VALUES (becomes, 'confirmed', 1);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER signature_counts AFTER INSERT OR DELETE OR UPDATE OF confirmed_on, aside, version_id
    ON campaigns_signature FOR EACH ROW EXECUTE FUNCTION signature_counts();
"""
POSTGRESQL_BACK = "DROP TRIGGER signature_counts ON campaigns_signature; DROP FUNCTION signature_counts();"
_INSERT = "INSERT INTO campaigns_tallychange (version_id, kind, change) SELECT {row}.version_id, 'confirmed', {change}"
_COUNTS = "{row}.confirmed_on IS NOT NULL AND {row}.aside = ''"
_DIFFERS = f"NOT ({_COUNTS.format(row='NEW')} AND {_COUNTS.format(row='OLD')} AND NEW.version_id = OLD.version_id)"
SQLITE = {
    "signature_counts_new": f"AFTER INSERT ON campaigns_signature WHEN {_COUNTS.format(row='NEW')} BEGIN "
    f"{_INSERT.format(row='NEW', change=1)}; END",
    "signature_counts_gone": f"AFTER DELETE ON campaigns_signature WHEN {_COUNTS.format(row='OLD')} BEGIN "
    f"{_INSERT.format(row='OLD', change=-1)}; END",
    "signature_counts_changed": "AFTER UPDATE OF confirmed_on, aside, version_id ON campaigns_signature "
    f"WHEN {_DIFFERS} BEGIN {_INSERT.format(row='OLD', change=-1)} WHERE {_COUNTS.format(row='OLD')}; "
    f"{_INSERT.format(row='NEW', change=1)} WHERE {_COUNTS.format(row='NEW')}; END",
}


def note_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        elif schema_editor.connection.vendor == "sqlite":
            for name, said in SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {said}")


def note_nothing(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_BACK)
        elif schema_editor.connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER {name}")


def show_what_was_shown(apps, schema_editor):
    apps.get_model("campaigns", "Tally").objects.update(shown=F("number"), shown_at=F("counted_at"))



class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_rounds")]

    operations = [
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("aside", ""), _negated=True), fields=["letter", "aside"], name="signature_aside"
            ),
        ),
        migrations.CreateModel(
            name="TallyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("confirmed", "confirmed by e-mail"), ("paper", "on paper")],
                        default="confirmed",
                        max_length=10,
                    ),
                ),
                ("change", models.IntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.version",
                    ),
                ),
            ],
        ),
        migrations.RenameField(model_name="tally", old_name="confirmed", new_name="number"),
        migrations.AddField(
            model_name="tally",
            name="kind",
            field=models.CharField(
                choices=[("confirmed", "confirmed by e-mail"), ("paper", "on paper")],
                default="confirmed",
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="tally", name="shown", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="tally", name="shown_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(show_what_was_shown, migrations.RunPython.noop),
        migrations.AlterField(model_name="tally", name="shown_at", field=models.DateTimeField()),
        migrations.AlterField(
            model_name="tally",
            name="version",
            field=models.ForeignKey(
                on_delete=models.deletion.CASCADE, related_name="tallies", to="campaigns.version"
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("version", "kind"), name="one_tally_per_version_and_kind"),
        ),
        migrations.RunPython(note_changes, note_nothing),
    ]
