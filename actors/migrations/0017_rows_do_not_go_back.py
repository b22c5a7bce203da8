"""A row never goes back to what it said before its last correction: who wants that enters it again, for a second
person. On SQLite the deeds alone see to it, as with the other guards (0006)."""

from django.db import migrations

KINDS = (
    *("actor", "ask", "contact", "designation", "effect", "group", "groupmember", "instrument", "lever", "look"),
    *("measure", "occasion", "office", "officekind", "person", "position", "term"),
)
FUNCTION = """
CREATE FUNCTION a_row_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM actors_revision before, actors_revision after
        WHERE before.id = OLD.revision_id AND after.id = NEW.revision_id AND after.number < before.number
    ) THEN
        RAISE EXCEPTION 'a row does not go back to an older revision: %', NEW.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
    for kind in KINDS:
        schema_editor.execute(
            f"CREATE TRIGGER {kind}_goes_on BEFORE UPDATE OF revision_id ON actors_{kind} FOR EACH ROW "
            f"WHEN (NEW.revision_id <> OLD.revision_id) EXECUTE FUNCTION a_row_goes_on()",
            params=None,
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION a_row_goes_on() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("actors", "0016_curators_decide")]
    operations = [migrations.RunPython(guard, release)]
