"""Small documents made here, with the peculiarities that public files have, and a state they speak of."""

import json
from typing import Any

from actors.directory.models import Office
from actors.exchange import reading
from actors.exchange.documents.options import Options
from actors.exchange.reading import Reading
from tests import make

RULES = """
role: minister of examples; country: XAA => XA-minister
post: speaker => XA-speaker
role: member => XA-members
organization: Party of Examples => leave out
"""


def offices() -> dict[str, Office]:
    """A state with a minister, a speaker and members of a parliament, none of whom has a contact."""
    make.state("XA", iso_alpha3="XAA", name_en="Exampleland")
    found = {key: make.office(key=f"XA-{key}", address=None) for key in ("minister", "speaker", "members")}
    kind = found["members"].kind
    kind.one_seat = False
    make.fact(kind)
    return found


def read(document: Any) -> Reading:
    return reading.read(json.dumps(document).encode())


def options(rules: str = RULES, **given: Any) -> Options:
    return Options.read({"rules": rules, "source": "https://parliament.example/people", "confidence": "high", **given})


def parliament(**changed: Any) -> dict[str, Any]:
    """As EveryPolitician writes them: names by language, periods with days, parties, areas, pictures, no posts."""
    document: dict[str, Any] = {
        "persons": [
            {
                "id": "0a93b26d-ebc5-44f5-b4fa-935ae209620f",
                "name": "Ann Example",
                "gender": "female",
                "birth_date": "1970-01-01",
                "email": "ann@parliament.example",
                "contact_details": [
                    {"type": "phone", "value": "+1 555 0100"},
                    {"type": "fax", "value": "+1 555 0101"},
                    {"type": "twitter", "value": "ann_example"},
                ],
                "identifiers": [{"scheme": "wikidata", "identifier": "Q900001"}, {"scheme": "ipu", "identifier": "7"}],
                "image": "https://parliament.example/ann.jpg",
                "images": [{"url": "https://parliament.example/ann.jpg"}],
                "links": [{"note": "Wikipedia (fr)", "url": "https://fr.wikipedia.example/ann"}],
                "other_names": [
                    {"lang": "ar", "name": "آن", "note": "multilingual"},
                    {"lang": "zh-hant", "name": "安", "note": "multilingual"},
                    {"name": "A. Example", "note": "alternate"},
                ],
                "sources": [{"url": "https://parliament.example/ann"}],
            },
            {"id": "12d1a33c-daa4-496c-965a-4cd4749eda78", "name": "Ben Example", "gender": "male"},
        ],
        "organizations": [
            {"id": "legislature", "name": "Assembly", "classification": "legislature", "seats": 2, "area_id": "xa"},
            {"id": "party/examples", "name": "Party of Examples", "classification": "party"},
        ],
        "areas": [
            {"id": "xa", "name": "Exampleland", "identifiers": [{"scheme": "iso", "identifier": "country:xaa"}]},
        ],
        "events": [
            {"classification": "legislative period", "id": "term/1", "name": "1st", "start_date": "2019-06-01",
             "end_date": "2023-05-31"},
            {"classification": "legislative period", "id": "term/2", "name": "2nd", "start_date": "2023-06-01"},
        ],
        "memberships": [
            member(0, "term/1"),
            member(0, "term/2"),
            member(1, "term/1", start_date="2021", end_date="2022-03"),
        ],
        "meta": {"sources": ["https://parliament.example/"]},
    }  # fmt: skip
    return document | changed


IDS = ("0a93b26d-ebc5-44f5-b4fa-935ae209620f", "12d1a33c-daa4-496c-965a-4cd4749eda78")


def member(person: int, period: str, **said: Any) -> dict[str, Any]:
    return {
        "person_id": IDS[person],
        "organization_id": "legislature",
        "on_behalf_of_id": "party/examples",
        "legislative_period_id": period,
        "role": "member",
        **said,
    }


def cabinet(*holders: tuple[str, str], **said: Any) -> dict[str, Any]:
    """As Democratic Commons write them: texts by language, items of Wikidata as ids. (item, name) of each minister."""
    return {
        "persons": [{"id": item, "name": {"lang:en": name, "lang:xx": f"{name} xx"}} for item, name in holders],
        "organizations": [{"id": "Q900100", "name": {"lang:en": "Cabinet"}, "area_id": "Q900101"}],
        "areas": [
            {"id": "Q900101", "name": {"lang:en": "Exampleland"}, "parent_id": None, "type": {"lang:en": "country"},
             "identifiers": [{"scheme": "MS_FB", "identifier": "country:xaa"}]},
        ],
        "memberships": [
            {"id": f"https://items.example/{item}", "person_id": item, "organization_id": "Q900100",
             "role": {"lang:en": "Minister of Examples", "lang:xx": "Xx"}, "role_code": "Q900102", **said}
            for item, _name in holders
        ],
    }  # fmt: skip
