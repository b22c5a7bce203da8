"""PostgreSQL refuses a target at the Court or at a judge's (R6), also when the register turns a target into one.

``campaigns/planning/courts.py`` says the same in words, and alone on SQLite.
"""

from django.db import migrations

JUDGES = (
    "judges?|chief justice|supreme court|constitutional court|high court|court of appeals?|juges?|"
    "magistrate?s?|cour suprême|cour constitutionnelle|cour de cassation|cour d.appel|juez|jueza|jueces|juezas|"
    "magistrad[oa]s?|corte suprema|corte constitucional|tribunal supremo|tribunal constitucional"
)
NAMES = [f"title_{language}{form}" for language in ("en", "fr", "es") for form in ("", "_f")]
PROTECT = r"""
CREATE FUNCTION office_is_no_target(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up AS (
        SELECT a.id, a.key, a.part_of_id FROM actors_office o JOIN actors_actor a ON a.id = o.actor_id
        WHERE o.id = wanted
        UNION SELECT a.id, a.key, a.part_of_id FROM up JOIN actors_actor a ON a.id = up.part_of_id
        WHERE up.key <> 'ASP'
    )
    SELECT EXISTS (SELECT FROM up WHERE key = 'ICC') OR EXISTS (
        SELECT FROM actors_office o JOIN actors_officekind k ON k.id = o.kind_id WHERE o.id = wanted
        AND (k.level IN ('court', 'judiciary') OR concat_ws(' | ', <<OK>>) ~* '\m(<<JUDGES>>)\M')
    )
$$;
CREATE FUNCTION no_target_at_the_court() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF office_is_no_target(NEW.office_id) THEN
        RAISE EXCEPTION 'no campaign addresses the Court or a judge' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION no_target_becomes_the_courts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM campaigns_target t WHERE office_is_no_target(t.office_id)) THEN
        RAISE EXCEPTION 'a campaign addresses this office: it cannot become one of the Court or a judge'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER target_is_not_at_the_court BEFORE INSERT OR UPDATE OF office_id ON campaigns_target
    FOR EACH ROW EXECUTE FUNCTION no_target_at_the_court();
CREATE TRIGGER office_stays_a_target AFTER UPDATE ON actors_office FOR EACH ROW WHEN (
    (OLD.actor_id, OLD.kind_id, <<OLD>>)
    IS DISTINCT FROM
    (NEW.actor_id, NEW.kind_id, <<NEW>>)
) EXECUTE FUNCTION no_target_becomes_the_courts();
CREATE TRIGGER kind_stays_a_target AFTER UPDATE ON actors_officekind FOR EACH ROW WHEN (
    (OLD.level, <<OLD>>)
    IS DISTINCT FROM
    (NEW.level, <<NEW>>)
) EXECUTE FUNCTION no_target_becomes_the_courts();
CREATE TRIGGER actor_stays_a_target AFTER UPDATE ON actors_actor FOR EACH ROW
    WHEN ((OLD.key, OLD.part_of_id) IS DISTINCT FROM (NEW.key, NEW.part_of_id))
    EXECUTE FUNCTION no_target_becomes_the_courts();
"""
for word, rows in (("OK", "ok"), ("OLD", ["OLD"]), ("NEW", ["NEW"])):
    PROTECT = PROTECT.replace(f"<<{word}>>", ", ".join(f"{row}.{name}" for row in rows for name in NAMES))
PROTECT = PROTECT.replace("<<JUDGES>>", JUDGES)
RELEASE = """
DROP TRIGGER target_is_not_at_the_court ON campaigns_target;
DROP TRIGGER office_stays_a_target ON actors_office;
DROP TRIGGER kind_stays_a_target ON actors_officekind;
DROP TRIGGER actor_stays_a_target ON actors_actor;
DROP FUNCTION no_target_at_the_court();
DROP FUNCTION no_target_becomes_the_courts();
DROP FUNCTION office_is_no_target(bigint);
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PROTECT, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RELEASE, params=None)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_decisions_and_addressing"), ("actors", "0006_guards")]
    operations = [migrations.RunPython(protect, release)]
