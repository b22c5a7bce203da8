"""Collects every text to translate into locale/<language>/LC_MESSAGES/django.po, without gettext on the machine.

Python is read by Babel; templates by Django's own ``templatize``, which turns their tags into gettext calls.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOME = Path(__file__).resolve().parent.parent
SOURCES = ("config", "foundation", "actors", "campaigns")
LANGUAGES = ("fr",)
CALLS = {
    **dict.fromkeys(("_", "_t", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_CALL = re.compile(r"\b(n?p?gettext|_)\(")
Found = tuple[int, str | tuple[str, str], str | None, list[str]]
"""Line, text (or text and plural), context, comments for translators."""


def in_python(path: Path) -> Iterator[Found]:
    for line, name, words, comments in extract_python(BytesIO(path.read_bytes()), list(CALLS), ["Translators:"], {}):
        parts = [words] if isinstance(words, str) else list(words or ())
        texts, context = _sorted_out(name, parts)
        if texts:
            yield line, texts, context, list(comments)


def in_template(path: Path) -> Iterator[Found]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in _CALL.finditer(code):
        call = _call_at(code, match.start())
        if call is None or not isinstance(call.func, ast.Name):
            continue
        parts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        texts, context = _sorted_out(call.func.id, [part for part in parts if isinstance(part, str)])
        if texts:
            yield code.count("\n", 0, match.start()) + 1, texts, context, []


def _call_at(code: str, start: int) -> ast.Call | None:
    """The call that begins here: the shortest text up to a closing bracket that is one."""
    end = start
    while (end := code.find(")", end) + 1) and end - start < 5000:
        try:
            call = ast.parse(code[start:end], mode="eval").body
        except SyntaxError:
            continue
        return call if isinstance(call, ast.Call) else None
    return None


def _sorted_out(name: str, parts: list[str]) -> tuple[str | tuple[str, str] | None, str | None]:
    """The text or (text, plural), and the context, from the words given to a gettext function."""
    context = parts.pop(0) if "pgettext" in name and parts else None
    if name.startswith("n") and len(parts) >= 2:
        return (parts[0], parts[1]), context
    return (parts[0] if parts and parts[0] else None), context


def collect() -> Catalog:
    catalogue = Catalog(project="Undeterred", charset="utf-8", header_comment="# Texts of Undeterred.")
    files = [path for source in SOURCES for path in (HOME / source).rglob("*.py") if "migrations" not in path.parts]
    pages = [path for path in (HOME / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    plural: dict[tuple[str | None, str], bool] = {}
    for path in sorted(files + pages):
        reader = in_python if path.suffix == ".py" else in_template
        for _line, texts, context, comments in reader(path):
            has_plural = isinstance(texts, tuple)
            key = (context, texts[0] if isinstance(texts, tuple) else texts)
            if plural.setdefault(key, has_plural) != has_plural:
                # Babel would merge the two, and Python would no longer find the one that stands alone.
                raise ValueError(f"{path}: “{key[1]}” has a plural in one place and none in another: write one anew")
            # Without line numbers a change elsewhere in the file does not change the catalogue.
            place = (str(path.relative_to(HOME)), None)
            catalogue.add(texts, locations=[place], context=context, auto_comments=comments)
    return catalogue


def has_words(message: Message) -> bool:
    """Every form of it is translated: a text of two forms has two."""
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def forget_guesses(catalogue: Catalog) -> None:
    """Babel marks a text that got a plural as guessed, and keeps the old words in every form: none is better."""
    for message in catalogue:
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("",) * catalogue.num_plurals if isinstance(message.id, (tuple, list)) else ""


def sign(catalogue: Catalog) -> None:
    """The head of the file names the project, nobody's address."""
    catalogue.version, catalogue.msgid_bugs_address = "", "see CONTRIBUTING.md"
    catalogue.last_translator = catalogue.language_team = "Undeterred"


def main() -> None:
    found = collect()
    for language in LANGUAGES:
        target = HOME / "locale" / language / "LC_MESSAGES" / "django.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            with target.open("rb") as lines:
                catalogue = read_po(lines, locale=language, domain="django")
        else:
            catalogue = Catalog(locale=language, domain="django", project="Undeterred")
        found.creation_date = catalogue.creation_date  # the same texts give the same file
        # A text that changed is a new text: a guessed translation would be shown to people.
        catalogue.update(found, no_fuzzy_matching=True, update_header_comment=True)
        forget_guesses(catalogue)
        sign(catalogue)
        with target.open("wb") as out:
            write_po(out, catalogue, width=110, sort_output=True, ignore_obsolete=True)
        missing = sum(1 for message in catalogue if message.id and not has_words(message))
        print(f"{target.relative_to(HOME)}: {len(catalogue)} texts, {missing} of them without words")


if __name__ == "__main__":
    sys.exit(main())
