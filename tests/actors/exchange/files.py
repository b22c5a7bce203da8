"""What tests of imports share: files as people bring them, and the pages that take them."""

import io
from typing import Any

from django.test import Client
from django.urls import reverse

from actors.exchange.models import Import
from actors.exchange.writing import as_csv

ADD = "admin:actors_import_add"


def csv(*rows: list[str], columns: tuple[str, ...] = ("key", "name")) -> bytes:
    return b"".join(as_csv(columns, rows))


def people(number: int, start: int = 0) -> bytes:
    rows = [[f"p{n}", f"Person {n}", "high"] for n in range(start, start + number)]
    return csv(*rows, columns=("key", "name", "confidence"))


def bring(client: Client, data: bytes, *, what: str = "person", name: str = "people.csv", **more: Any) -> Any:
    """Sends a file as the form does; the answer before any redirect."""
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse(ADD), {"what": what, "encoding": "", "file": file, **more})


def brought(client: Client, data: bytes, **more: Any) -> Import:
    """A file that was taken."""
    answer = bring(client, data, **more)
    assert answer.status_code == 302, answer.context["form"].errors
    return Import.objects.latest("pk")


def page(row: Import) -> str:
    return reverse("admin:actors_import_change", args=[row.pk])


def do(client: Client, row: Import, deed: str, **values: str) -> Any:
    address = reverse("admin:actors_import_do", args=[row.pk, deed])
    return client.post(address, {"shown": row.fingerprint, **values}, follow=True)
