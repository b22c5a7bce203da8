"""Signers whose names can be handed over, and what stands in a packet."""

import hashlib
import io
import zipfile

from pypdf import PdfReader

from campaigns.delivery import packet
from tests import make


def signer(letter, by, name, *, verdict="passed", kinds=("named",), domain="example.org", **content):
    details = {
        "name": name,
        "email": f"{hashlib.sha256(name.encode()).hexdigest()[:20]}@{domain}",
        "town": "Exampleton",
    }
    row = make.signature(
        letter, confirmed=True, details=details | {"note": ""}, consents=make.agreed(*kinds), **content
    )
    if verdict:
        make.let_pass(row, by, verdict=verdict)
    return row


def unzip(made, *, tables=False):
    with zipfile.ZipFile(io.BytesIO(b"".join(packet.stream(made, tables=tables, now=make.NOW)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
