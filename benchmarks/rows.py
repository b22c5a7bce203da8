"""What the cases work on: the demo's campaign, the same with many signatures, and people who sign."""

import itertools
from collections.abc import Iterator
from datetime import datetime

import psycopg
from django.core.management import call_command

from benchmarks.place import Place

CAMPAIGN = "SELECT id FROM campaigns_campaign WHERE code = %s"
# Rows as the product makes them, but for the sealed part: no page opens that, so noise of its length will do.
_SUPPORTERS = """
INSERT INTO campaigns_supporter
  (campaign_id, tag, sealed, generation, language, country, profession, time_zone, provider, state, came_on,
   confirmed_on)
SELECT %s, md5(n::text) || md5((-n)::text), decode(repeat(md5(random()::text), 5), 'hex'), 1, 'en', '', '', 'UTC',
  'other', 'confirmed', current_date, current_date
FROM generate_series(1, %s) n
"""
_SIGNATURES = """
INSERT INTO campaigns_signature (supporter_id, letter_id, version_id, signed_on, confirmed_on)
SELECT s.id, l.id, l.current_id, current_date, current_date
FROM campaigns_supporter s, campaigns_letter l
WHERE s.campaign_id = %s AND l.id = (
    SELECT id FROM campaigns_letter WHERE campaign_id = %s AND current_id IS NOT NULL ORDER BY position LIMIT 1)
ON CONFLICT DO NOTHING
"""
_numbers = itertools.count(1)


def seed(now: datetime) -> None:
    """The register, and the demo's campaign, by the deeds that people do."""
    from campaigns.seed import demo

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_register", verbosity=0)
    demo.seed(now=now)


def fill(place: Place, name: str, code: str, count: int) -> None:
    """Adds confirmed signatures to the campaign's first letter, and counts them as the product's own job would."""
    with psycopg.connect(place.address(name)) as connection:
        found = connection.execute(CAMPAIGN, [code]).fetchone()
        assert found is not None
        # Without the trigger that notes each of them: they are counted at the end.
        connection.execute("SET session_replication_role = replica")
        connection.execute(_SUPPORTERS, [found[0], count])
        connection.execute(_SIGNATURES, [found[0], found[0]])
        # Noted by the database, one by one; the product's job would add them up.
        connection.execute("DELETE FROM campaigns_tallychange")
        connection.execute(
            "UPDATE campaigns_tally t SET shown = counted.number, number = counted.number FROM (SELECT version_id,"
            " count(*) AS number FROM campaigns_signature WHERE confirmed_on IS NOT NULL AND aside = ''"
            " GROUP BY version_id) counted WHERE counted.version_id = t.version_id AND t.kind = 'confirmed'"
        )


def settle(place: Place, name: str) -> None:
    """Vacuums and analyses, so that no background work falls into a round."""
    with psycopg.connect(place.address(name), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def people() -> Iterator[dict[str, str]]:
    """Invented people without end, each with an address of their own."""
    for number in _numbers:
        yield {"name": f"Invented Person {number}", "email": f"invented{number}@supporters.example"}
