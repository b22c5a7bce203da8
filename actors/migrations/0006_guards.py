"""PostgreSQL sees to it that facts are never edited; on SQLite the deeds alone do (docs/decisions/0019).

- A revision and a check are written once: UPDATE and DELETE are refused.
- A check names who entered the revision as the revision itself does; only so can its constraint see two people.
- The facts in the columns of a row are those of its revision, and it is public only if a second person confirmed that
  revision, or the packaged data set brought it and nobody refused it.
- A public row is not deleted.
- Terms of an office with one seat do not overlap, as far as they are vouched for and uncontested.

When a kind of row gets a new fact, its trigger is made anew with the longer list (a test compares them); revisions from
before do not have the new fact, which therefore has to be empty until a newer revision says it.
"""

from django.db import migrations

COMMON = (
    "confidence,confidence_note,source,source_title,publisher,archived_url,archived_hash,accessed_on,source_grade,"
    "unchecked,caveat_en,caveat_fr,"
)
FACTS = {
    "actor": "kind,entity,part_of_id,made_of_id,iso_alpha3,iso_numeric,name_en,name_fr,name_es,name_ar,name_ru,name_zh,region,statute_signed_on,statute_instrument,statute_deposited_on,statute_in_force_on,withdrawal_notified_on,withdrawal_effective_on",
    "ask": "title_en,title_fr,description,applies_to,instrument_id",
    "contact": "office_id,term_id,channel,value,language",
    "designation": "person_id,coercing_state_id,measure_id,measure_text,role,role_category,on,until_on,status,status_as_of",
    "effect": "person_id,coercing_state_id,measure_id,kind,on,precision,speaker,quote,quote_lang",
    "group": "name_en,name_fr,rule,base_id,region,about_id,since_on,complete",
    "groupmember": "group_id,actor_id,since_on,until_on,leads,name_as_listed",
    "instrument": "name_en,name_fr,jurisdiction,actor_id,kind,trigger_office,who_can_use_it,how_en,how_fr,citation",
    "lever": "instrument_id,scope,actor_id,kind_id,concurrence_id,held_by_court",
    "look": "actor_id,coercing_state_id,occasion_id,looked_on,where,by_organisation",
    "measure": "coercing_state_id,kind,name,name_fr,on,until_on,precision,taken_by",
    "occasion": "name_en,name_fr,kind,yearly,month_day,on,until_on,precision",
    "office": "actor_id,kind_id,title_en,title_fr,title_es,title_en_f,title_fr_f,title_es_f,concerns_id,salutation_en,salutation_fr,title_checked,aliases",
    "officekind": "level,applies_to,title_en,title_fr,title_es,title_en_f,title_fr_f,title_es_f,one_seat",
    "person": "kind,name,names,aliases,honorific_prefix,honorific_suffix,gender,identifiers,home_state_id",
    "position": "actor_id,signatories_id,actor_as_named,on,precision,occasion_id,speaker,medium,coercing_state_id,measure_id,measure_text,quote,quote_lang,stance_id,names_sanctions,names_state,condemns,calls_for_lifting,backs_protection,announces_measure,adopts_measure,binds_members,source_kind,retracts_id",
    "term": "office_id,person_id,from_on,until_on,disputed",
}
FUNCTIONS = """
CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER revision_is_written_once BEFORE UPDATE OR DELETE ON actors_revision
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER check_is_written_once BEFORE UPDATE OR DELETE ON actors_check
    FOR EACH ROW EXECUTE FUNCTION written_once();

CREATE FUNCTION check_names_who_entered_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM actors_revision r
        WHERE r.id = NEW.revision_id AND r.entered_by_id IS NOT DISTINCT FROM NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'a check names who entered the revision' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_names_who_entered_it BEFORE INSERT ON actors_check
    FOR EACH ROW EXECUTE FUNCTION check_names_who_entered_it();

CREATE FUNCTION facts_stand_in_a_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stated jsonb;
    came_from text;
    verdict_of text;
    has jsonb;
    fact text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.public THEN
            RAISE EXCEPTION 'a public row is not deleted: %', OLD.key USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    SELECT r.facts, r.origin, c.verdict INTO stated, came_from, verdict_of
        FROM actors_revision r LEFT JOIN actors_check c ON c.revision_id = r.id
        WHERE r.id = NEW.revision_id AND r.kind = TG_ARGV[0] AND r.key = NEW.key;
    IF stated IS NULL THEN
        RAISE EXCEPTION 'facts without a revision: % %', TG_ARGV[0], NEW.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    has := to_jsonb(NEW);
    FOREACH fact IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF stated ? fact THEN
            IF has -> fact IS DISTINCT FROM stated -> fact THEN
                RAISE EXCEPTION 'a fact is not what its revision says: % % %', TG_ARGV[0], NEW.key, fact
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        ELSIF has ->> fact NOT IN ('', '[]', '{}', 'false') THEN
            RAISE EXCEPTION 'a fact that no revision says: % % %', TG_ARGV[0], NEW.key, fact
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF NEW.public AND NOT (
        verdict_of IS NOT DISTINCT FROM 'confirmed' OR (came_from = 'data_set' AND verdict_of IS NULL)
    ) THEN
        RAISE EXCEPTION 'nobody vouches for it: % %', TG_ARGV[0], NEW.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
ALTER TABLE actors_term ADD CONSTRAINT one_holder_of_a_seat EXCLUDE USING gist (
    int8range(office_id, office_id, '[]') WITH &&, daterange(from_on, until_on, '[)') WITH &&
) WHERE (public AND one_seat AND NOT disputed) DEFERRABLE INITIALLY DEFERRED;
"""
RELEASE = """
ALTER TABLE actors_term DROP CONSTRAINT one_holder_of_a_seat;
DROP FUNCTION facts_stand_in_a_revision() CASCADE;
DROP FUNCTION check_names_who_entered_it() CASCADE;
DROP FUNCTION written_once() CASCADE;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS, params=None)
    for kind, facts in FACTS.items():
        schema_editor.execute(
            f"CREATE TRIGGER facts_of_{kind} BEFORE INSERT OR UPDATE OR DELETE ON actors_{kind} FOR EACH ROW "
            f"EXECUTE FUNCTION facts_stand_in_a_revision('{kind}', '{COMMON}{facts}')",
            params=None,
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RELEASE, params=None)


class Migration(migrations.Migration):
    dependencies = [("actors", "0005_facts_stand_in_revisions")]
    operations = [migrations.RunPython(guard, release)]
