"""What meets a person on a machine that is not quite ready."""

import ast
from pathlib import Path

import pytest

from tools import bootstrap


def test_too_old_a_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as stopped:
        bootstrap.main("run")
    assert "needs Python 3.11 or newer; this is Python 3.9" in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_an_old_python_understands_the_file() -> None:
    """So that it can say that it is too old: no f-strings, no annotations, no assignment in expressions."""
    tree = ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 4))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]


def test_nothing_is_installed_while_the_lock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **options: calls.append(command) or 1)
    wanted = {name: bootstrap.digest(lock) for name, lock in bootstrap.LOCKS.items()}
    monkeypatch.setattr(bootstrap, "installed", lambda: wanted)
    bootstrap.main("run")
    bootstrap.main("dev")
    assert not calls
    monkeypatch.setattr(bootstrap, "installed", lambda: {**wanted, "run": "another"})
    with pytest.raises(SystemExit, match="could not be installed"):
        bootstrap.main("run")
    assert "--require-hashes" in calls[0]
