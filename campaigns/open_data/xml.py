"""Writes XML that is always well-formed: characters that no document can hold are left out."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)


class Writer(SimplerXMLGenerator):
    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """An element with others in it."""
        self.startElement(name, AttributesImpl(attributes or {}))
        yield
        self.endElement(name)

    def add(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        """An element with words in it."""
        kept = {key: possible(value) for key, value in (attributes or {}).items() if value}
        self.addQuickElement(name, possible(text), kept)
