"""Takes downloads as anybody would, and checks JSON against the schema we publish."""

import csv
import io
import json
import re
from datetime import date
from typing import Any

from django.test import Client

from actors.exchange.writing import bare


def take(client: Client, path: str, status: int = 200) -> bytes:
    answer = client.get(f"/data/v1/{path}")
    assert answer.status_code == status, (path, answer.status_code, answer.getvalue()[:300])
    return bytes(answer.getvalue())


def document(client: Client, path: str) -> Any:
    return json.loads(take(client, path))


def rows(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(client, path)["rows"]
    return found


def keys(client: Client, path: str) -> list[str]:
    return [row["key"] for row in rows(client, path)]


def lines(client: Client, path: str) -> list[list[str]]:
    """The cells of a CSV download as they were before they were guarded, the head first."""
    text = take(client, path).decode("utf-8-sig")
    return [[bare(cell) for cell in line] for line in csv.reader(io.StringIO(text))]


TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
FORMATS = {
    "date": lambda text: date.fromisoformat(text).isoformat() == text,
    "date-time": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text),
    "uri": lambda text: re.fullmatch(r"https?://\S+", text),
}
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "format", "description"}


def faults(said: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What of ``said`` the schema does not allow. A word of the schema that this does not know is a fault too."""
    found = [f"{at}: this check does not know {word}" for word in set(schema) - KNOWN]
    if "const" in schema and said != schema["const"]:
        found.append(f"{at}: {said!r}")
    if "enum" in schema and said not in schema["enum"]:
        found.append(f"{at}: {said!r} is not one of {schema['enum']}")
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if type(said) not in [TYPES[name] for name in names]:
            return [*found, f"{at}: {said!r} is no {names}"]
    if isinstance(said, str) and "format" in schema and not FORMATS[schema["format"]](said):
        found.append(f"{at}: {said!r} is no {schema['format']}")
    if isinstance(said, list):
        for place, item in enumerate(said):
            found += faults(item, schema.get("items", {}), f"{at}[{place}]")
    if isinstance(said, dict):
        found += [f"{at}.{name} is missing" for name in set(schema.get("required", [])) - set(said)]
        more = schema.get("additionalProperties", {})
        for name, value in said.items():
            part = schema.get("properties", {}).get(name, more)
            if part is False:
                found.append(f"{at}.{name} is not in the schema")
            else:
                found += faults(value, part, f"{at}.{name}")
    return found
