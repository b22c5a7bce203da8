"""Looks for English that no catalogue can translate: words in templates and in Python that nobody marked."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

LETTERS = re.compile(r"[^\W\d_]{2}")
UNSPOKEN = (
    r"{%\s*comment.*?endcomment\s*%}",
    r"{#.*?#}",
    r"{% block body %}.*?{% endblock %}",  # attributes of the body
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
    r"{%.*?%}",
    r"{{.*?}}",
)
"""Tags and comments; a marked text is between tags."""
HEARD = {"title", "alt", "label", "placeholder", "summary", "aria-label", "aria-description", "data-words"}
IN_A_TAG = re.compile(
    r"""\|(?:default|default_if_none|yesno|pluralize|add|join):["'][^"']*[A-Za-z]{2}\s[^"']*["']"""
    r"""|{%\s*include[^%]*=["'][^"']*[A-Za-z]{2}\s[^"']*["']"""
)
"""English given to a filter or an included template: a lone word there is mostly a key."""
SAME_EVERYWHERE = {"CSV", "JSON", "CSV: ", "JSON: ", "JSON Schema", "Popolo (JSON)", 'curl ""'}
"""Names of formats and what is typed: no language has other ones."""
WORDS_FOR = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "description",
    "empty_label",
    "short_description",
}
SAID_FIRST = {"ValidationError", "HttpResponse", "HttpResponseBadRequest", "HttpResponseForbidden", "PermissionDenied"}
NOTICES = {"messages", "notices"}
NAMES = {"title", "verbose_name", "verbose_name_plural", "site_header", "site_title", "index_title"}


class _Reader(HTMLParser):
    """Text nodes and the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag in {"script", "style"}
        given = dict(attrs)
        heard = HEARD | ({"content"} if tag == "meta" and given.get("name") == "description" else set())
        heard |= {"value"} if tag == "input" and given.get("type") in {"submit", "button"} else set()
        self.found += [(self.getpos()[0], value) for name, value in attrs if name in heard and value]

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if not self.in_script:
            self.found.append((self.getpos()[0], " ".join(data.split())))


def unmarked_in_template(source: str) -> list[str]:
    """``line: words`` of what is shown or read aloud and stands outside ``translate`` and ``blocktranslate``."""
    spoken = source
    for pattern in UNSPOKEN:
        spoken = re.sub(pattern, lambda match: "\n" * match[0].count("\n"), spoken, flags=re.DOTALL)
    reader = _Reader()
    reader.feed(spoken)
    reader.close()
    in_tags = [(source.count("\n", 0, match.start()) + 1, match[0]) for match in IN_A_TAG.finditer(source)]
    said = [*reader.found, *in_tags]
    return [f"{line}: {words}" for line, words in said if LETTERS.search(words) and words not in SAME_EVERYWHERE]


def unmarked_in_python(source: str) -> list[str]:
    """``line: code`` of labels, notices, refusals and choices that are plain strings."""
    tree = ast.parse(source)
    return sorted({f"{node.lineno}: {ast.unparse(node)[:100]}" for node in _plain(tree)})


def _plain(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(_is_words(part) for part in _said(node)):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _plain_names(node)


def _said(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that people read."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    whose = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name != "ArgumentParser" and name != "add_argument":
        yield from (given.value for given in call.keywords if given.arg in WORDS_FOR)
    if name in SAID_FIRST or (name.endswith("Field") and name != "Field"):
        yield from call.args[:1]
    if isinstance(whose, ast.Name) and whose.id in NOTICES:
        yield from call.args[1:2]


def _plain_names(node: ast.ClassDef) -> Iterator[ast.stmt]:
    """Choices without a marked label, and names given as plain strings."""
    has_choices = any("Choices" in ast.unparse(base) for base in node.bases)
    for line in node.body:
        if not isinstance(line, ast.Assign):
            continue
        value = line.value.elts[-1] if isinstance(line.value, ast.Tuple) and line.value.elts else line.value
        if _is_words(value) and (has_choices or ast.unparse(line.targets[0]) in NAMES):
            yield line


def _is_words(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_is_words(part) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LETTERS.search(node.value))
