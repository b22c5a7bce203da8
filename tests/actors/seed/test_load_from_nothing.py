"""Loading into an empty register: dry, broken, and by the command."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from actors.directory.models import Actor
from actors.seed import register
from foundation.history.models import Entry
from tests.register import NOW

pytestmark = pytest.mark.django_db


def test_a_dry_run_says_it_and_does_nothing() -> None:
    report = register.load(now=NOW, by=None, dry_run=True)
    assert report.added["states"] == 197
    assert not Actor.objects.exists()
    assert not Entry.objects.filter(deed="register.load").exists()


def test_a_file_that_cannot_be_read_loads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(register.FOLDER, folder)
    (folder / "positions.csv").write_text("actor,nothing\nx,y\n", encoding="utf-8")
    with pytest.raises(CommandError, match="positions.csv: the column .* is missing"):
        call_command("load_register", folder=folder, dry_run=True, stdout=StringIO())
    assert not Actor.objects.exists()


def test_another_folder_is_looked_at_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(register.FOLDER, folder)
    with pytest.raises(CommandError, match="without a second person"):
        call_command("load_register", folder=folder, stdout=StringIO())
    call_command("load_register", folder=folder, dry_run=True, stdout=StringIO())
    assert not Actor.objects.exists()


def test_the_command_reports_each_kind() -> None:
    out = StringIO()
    call_command("load_register", stdout=out)
    assert "states" in out.getvalue()
    assert "197 added" in out.getvalue()
