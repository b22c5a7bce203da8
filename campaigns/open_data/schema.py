"""The JSON Schema of every download, made of the lists that write them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from campaigns.open_data import editions
from campaigns.open_data.catalogue import TABLES
from campaigns.open_data.shapes import LINK, MOMENT, Many, Parts, Plain, Shape, Texts
from campaigns.open_data.tables import Table

TOLD = Plain(always=True)
ENVELOPE: dict[str, Shape] = {
    "version": TOLD,
    "name": TOLD,
    "title": TOLD,
    "address": Plain(format="uri", always=True),
    "documentation": Plain(format="uri", always=True),
    "schema": Plain(format="uri", always=True),
    "as_of": Plain(format="date", always=True),
    "edition": Plain("integer", always=True),
    "edition_at": MOMENT,
    "publishers": Many(Parts({"name": TOLD, "website": LINK})),
    "terms": Texts(editions.LANGUAGES),
}


def of_rows(table: Table) -> dict[str, Any]:
    said = {one.name: {**one.shape.schema(), "description": str(one.words)} for one in table.fields}
    return {"type": "object", "properties": said, "required": list(said)}


def of_download(table: Table) -> dict[str, Any]:
    """Fields are added within a version, so a row may hold more than a schema of yesterday names."""
    said: dict[str, Any] = {name: shape.schema() for name, shape in ENVELOPE.items()}
    said["name"] = {"const": table.name}
    said["filters"] = {"type": "object", "additionalProperties": {"type": "string"}}
    said["count"] = {"type": "integer"}
    said["rows"] = {"type": "array", "items": of_rows(table)}
    words = f"{table.title}. {table.words}"
    return {"type": "object", "description": words, "properties": said, "required": list(said)}


def document() -> dict[str, Any]:
    """One definition for each download; an envelope names its own in ``schema``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.BASE_URL}{reverse('data:schema')}",
        "title": "The public record",
        "version": editions.VERSION,
        "documentation": editions.documentation(),
        "$defs": {name: of_download(table) for name, table in TABLES.items()},
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in TABLES],
    }
