"""The documents say what is there: settings, commands, files, names, links, states."""

import importlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import get_commands

from campaigns.seed import cast
from foundation.outbox import failures
from foundation.outbox.models import State

HOME = Path(__file__).resolve().parent.parent
DOCS = {str(path.relative_to(HOME)): path.read_text() for path in [*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")]}
FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
RESERVED = re.compile(r"@(?:[\w-]+\.)*(?:example|example\.org|invalid)$")
OUTSIDE = {"semver.org", "localhost", "127.0.0.1", "act.example.org"}
ROOMS = {"foundation", "actors", "campaigns"}


def prose(text: str) -> str:
    return FENCE.sub("", text)


def code(text: str) -> str:
    """What stands in fences and between backticks, a line each."""
    return "\n".join([*(match[1] for match in FENCE.findall(text)), *SPAN.findall(prose(text))])


def section(text: str, heading: str) -> str:
    return text.split(f"\n{heading}\n")[1].split("\n## ")[0]


def column(text: str) -> list[str]:
    """What stands in backticks in the first column of the tables."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in SPAN.findall(cell)]


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


ALL_CODE = "\n".join(code(text) for text in DOCS.values())


def test_every_document_is_there() -> None:
    named = {"README.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"}
    assert named | {f"docs/{name}.md" for name in ("house", "words", "running", "sending", "look")} <= set(DOCS)


def test_every_setting_is_explained_and_no_other() -> None:
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (HOME / "config" / "settings.py").read_text())
    explained = column(section(DOCS["docs/running.md"], "## Settings"))
    assert len(read) > 15
    assert sorted(explained) == sorted(set(read))


def test_every_make_target_exists_and_is_named() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (HOME / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", ALL_CODE))
    assert named <= targets
    assert targets - named == {"help"}


def test_every_command_exists() -> None:
    named = set(re.findall(r"(?:manage\.py|config\.demo manage|`manage) ([a-z_]+)", ALL_CODE))
    assert {"migrate", "load_register", "load_texts", "rotate_keys", "archive_journal"} <= named
    assert named <= set(get_commands())
    ours = {path.stem for app in ROOMS for path in (HOME / app / "management" / "commands").glob("[a-z]*.py")}
    assert ours - named <= {"seed_demo"}, "a command of ours that no document names"


def test_every_module_that_is_run_exists() -> None:
    for name in set(re.findall(r"python3? -m ([\w.]+)", ALL_CODE)):
        assert importlib.util.find_spec(name), name


def test_every_file_that_is_named_exists() -> None:
    missing, found = [], 0
    for name, text in DOCS.items():
        for span in SPAN.findall(prose(text)):
            if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", span) or "/" not in span.strip("/"):
                continue
            top = span.split("/")[0]
            if not (HOME / top).exists() or top in {"var", "secrets"}:
                continue
            found += 1
            if not (HOME / span).exists():
                missing.append(f"{name}: {span}")
    assert found > 50
    assert not missing


def resolves(dotted: str) -> bool:
    """Whether ``foundation.nudges.nudge`` is a module, or something in one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            if not hasattr(thing, name):
                return False
            thing = getattr(thing, name)
        return True
    return False


def test_every_name_in_the_code_exists() -> None:
    from config.celery import app

    app.loader.import_default_modules()
    named = {span for text in DOCS.values() for span in SPAN.findall(prose(text))}
    dotted = {span.removesuffix("(...)") for span in named if span.split(".")[0] in ROOMS | {"config"} and "." in span}
    dotted = {span for span in dotted if re.fullmatch(r"[a-z]\w*(\.\w+)+", span) and not span.endswith(".py")}
    assert len(dotted) > 5
    assert not {span for span in dotted if span not in app.tasks and not resolves(span)}


def test_control_an_invented_name_does_not_resolve() -> None:
    assert resolves("foundation.outbox.post.queue")
    assert not resolves("foundation.outbox.post.invented")
    assert not resolves("foundation.invented")


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    text = prose(DOCS[name])
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"<(https?://[^>]+)>", text):
        parts = urlsplit(target)
        if parts.scheme:
            assert parts.hostname in OUTSIDE, target
            continue
        path = (HOME / name).parent / unquote(parts.path) if parts.path else HOME / name
        assert path.exists(), target
        if parts.fragment:
            assert parts.fragment in anchors(path.read_text()), target


@pytest.mark.parametrize("name", DOCS)
def test_no_address_of_a_person_and_no_place_on_a_machine(name: str) -> None:
    text = DOCS[name]
    addresses = re.findall(r"[\w.+-]+@[\w.-]*\w", text)
    strangers = {one for one in addresses if not RESERVED.search(one)}
    assert strangers <= {"password@host", "no-reply@MAIL_DOMAIN"}
    assert not re.search(r"/(?:home|root|Users|work)/", text)
    for host in re.findall(r"https?://([\w.-]+)", text):
        assert host in OUTSIDE, host


@pytest.mark.parametrize("name", DOCS)
def test_lines_can_be_read(name: str) -> None:
    lines = [line for line in prose(DOCS[name]).splitlines() if not line.strip().startswith(("|", "![", "<"))]
    if name == "docs/look.md":
        return  # its examples are markup
    assert not [line for line in lines if len(line) > 120]


def test_the_demo_s_logins() -> None:
    for said in (cast.PASSWORD, cast.OWNER, cast.CAMPAIGNER, cast.VIEWER, cast.ADMIN):
        assert f"`{said}`" in DOCS["README.md"]


def test_every_state_of_a_message_is_explained() -> None:
    assert sorted(column(section(DOCS["docs/sending.md"], "## States"))) == sorted(State.values)


def test_every_failure_is_explained() -> None:
    said = section(DOCS["docs/sending.md"], "## Failures by name")
    explained = {name for line in said.splitlines() if line.startswith("| ") for name in SPAN.findall(line)}
    reasons = {"contact_changed", "text_changed", "no_contact"}
    assert explained - reasons == set(failures._all)
    mails = (HOME / "campaigns" / "delivery" / "mails.py").read_text()
    assert all(f'Held("{reason}")' in mails for reason in reasons)


def test_what_is_worth_an_alarm_is_what_the_log_says() -> None:
    source = "\n".join(path.read_text() for app in ROOMS | {"config"} for path in (HOME / app).rglob("*.py"))
    said = column(section(DOCS["docs/running.md"], "## Health, and what to watch"))
    assert len(said) > 4
    assert not [words for words in said if f'"{words}"' not in source]


def test_every_room_is_in_the_house() -> None:
    house = DOCS["docs/house.md"]
    picture = FENCE.findall(house)[0][1]
    apart = {"migrations", "management", "templatetags", "data"}
    for app in ROOMS:
        rooms = {path.parent.name for path in (HOME / app).glob("*/*.py")} - apart - {"seed" if app != "actors" else ""}
        assert rooms
        assert not [room for room in rooms if not re.search(rf"\b{room}\b", picture)]


def test_decisions_are_numbered_and_listed() -> None:
    records = sorted(path.name for path in (HOME / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    assert all(f"]({name})" in DOCS["docs/decisions/README.md"] for name in records)
    assert all(DOCS[f"docs/decisions/{name}"].startswith(f"# {name[:4]} ") for name in records)


def test_the_version_is_the_newest_of_the_changelog() -> None:
    version = re.search(r'^version = "([\d.]+)"', (HOME / "pyproject.toml").read_text(), re.MULTILINE)
    newest = re.search(r"^## ([\d.]+)", DOCS["CHANGELOG.md"], re.MULTILINE)
    assert version and newest and version[1] == newest[1]
