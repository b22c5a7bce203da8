"""The house's sizes: a file at its limit is two things."""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
ROOMS = ("config", "foundation", "actors", "campaigns", "tools", "benchmarks")
FILES = sorted(file for room in ROOMS for file in (HOME / room).rglob("*.py") if "migrations" not in file.parts)
LINES = 300
LIMITS = {"views": 25, "tasks": 8}
FRAGMENT = 60


def functions(file: Path) -> list[tuple[str, int]]:
    """Name and length of each function: from its ``def`` to its last line, without its docstring."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                words = node.body[0]
                length -= (words.end_lineno or words.lineno) - words.lineno + 1
            found.append((node.name, length))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOME)))
def test_a_file_is_one_thing(file: Path):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LINES
    for kind, limit in LIMITS.items():
        if file.stem == kind or file.stem.endswith(f"_{kind}"):
            assert [name for name, length in functions(file) if length > limit] == []


def test_a_fragment_is_small():
    fragments = list((HOME / "templates").rglob("_*.html"))
    assert fragments
    long = {file.name: n for file in fragments if (n := len(file.read_text(encoding="utf-8").splitlines())) > FRAGMENT}
    assert long == {}


def test_most_files_are_short():
    lengths = sorted(len(file.read_text(encoding="utf-8").splitlines()) for file in FILES)
    assert lengths[len(lengths) // 2] < 100


def test_control_a_long_view_is_seen(tmp_path):
    file = tmp_path / "views.py"
    file.write_text('def page():\n    """Words\n    more words."""\n' + "    x = 1\n" * 30)
    assert functions(file) == [("page", 31)]
