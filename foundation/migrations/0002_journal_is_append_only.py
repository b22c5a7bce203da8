"""PostgreSQL refuses UPDATE, DELETE and TRUNCATE of the journal. SQLite has nothing like it: see docs/running.md.

A DELETE passes while ``undeterred.journal_archiving`` is on in the transaction: the archive command's way out.
"""

from django.db import migrations

PROTECT = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('undeterred.journal_archiving', true), '') = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_rows BEFORE UPDATE OR DELETE ON foundation_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_table BEFORE TRUNCATE ON foundation_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
"""
RELEASE = """
DROP TRIGGER journal_rows ON foundation_entry;
DROP TRIGGER journal_table ON foundation_entry;
DROP FUNCTION journal_is_append_only();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PROTECT, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RELEASE, params=None)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
