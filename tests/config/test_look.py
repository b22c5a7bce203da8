"""What every template and stylesheet keeps to: the content policy, the files it names, contrast, no address in mail."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone

from actors.accounts.models import User

TEMPLATES = settings.BASE_DIR / "templates"
# Mail clients read nothing but inline styles; everything else is shown by us, under the content policy.
SHOWN = [path for path in sorted(TEMPLATES.rglob("*.html")) if TEMPLATES / "mail" not in path.parents]
STYLESHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
FORBIDDEN = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style|javascript:|<script(?![^>]*(?:\ssrc=|type="application/json"))|https?://(?!www\.w3\.org/)"""
)
NETWORK, BROWSER = "203.0.113.77", "Examplefox 7"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_asks_for_nothing_the_content_policy_forbids(path: Path) -> None:
    assert not FORBIDDEN.findall(path.read_text())


@pytest.mark.parametrize(
    "markup",
    ['<p style="x">', '<a onclick="x()">', "<script>x()</script>", '<img src="https://elsewhere.example/x.png">'],
)
def test_the_search_for_forbidden_markup_would_find_it(markup: str) -> None:
    assert FORBIDDEN.search(markup)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_compiles_and_names_static_files_that_exist(path: Path) -> None:
    text = path.read_text()
    engines["django"].from_string(text)
    named = re.findall(r"""{% static ["']([^"']+)["'] %}""", text)
    assert [name for name in named if not finders.find(name)] == []


def test_stylesheets_name_files_that_exist() -> None:
    for sheet in STYLESHEETS:
        for name in re.findall(r'url\("([^"#]+)"\)', sheet.read_text()):
            assert (sheet.parent / name).resolve().is_file(), f"{sheet.name} names {name}"


def test_the_page_of_last_resort_needs_nothing() -> None:
    page = render_to_string("500.html")
    assert "<h1>" in page
    for href in re.findall(r'href="(/static/[^"]+)"', page):
        assert finders.find(href.removeprefix("/static/"))


def _mail_texts() -> list[str]:
    import allauth

    base = Path(allauth.__file__).parent / "templates"
    return sorted(str(path.relative_to(base)) for path in base.rglob("email/*_message.txt"))


@pytest.mark.parametrize("name", [name for name in _mail_texts() if name.startswith(("account/", "mfa/"))])
def test_no_mail_about_an_account_tells_an_address_or_a_browser(name: str) -> None:
    user = User(email="a@example.org", name="Ada")
    told = {"user": user, "ip": NETWORK, "user_agent": BROWSER, "timestamp": timezone.now(), "email": "a@example.org"}
    text = render_to_string(name, told)
    assert text.strip()
    assert NETWORK not in text and BROWSER not in text


def test_the_text_that_ours_replaces_would_have_told_them() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates" / "account" / "email" / "base_notification.txt"
    text = engines["django"].from_string(theirs.read_text()).render({"ip": NETWORK, "user_agent": BROWSER})
    assert NETWORK in text and BROWSER in text


def _ground(dark: bool) -> dict[str, str]:
    """The colours of one ground, by token name."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    light, night = text.split("@media (prefers-color-scheme: dark)")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return tokens | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", night)) if dark else tokens


def _contrast(one: str, other: str) -> float:
    """WCAG 2: ratio of relative luminances, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[(text, ground, 7.0) for text in ("ink", "soft") for ground in ("ground", "panel", "paper")],
        ("ink", "mark", 7.0),
        ("on-deed", "deed", 4.5),
        ("on-deed", "deed-press", 4.5),
        ("field-line", "paper", 3.0),
        ("focus", "ground", 3.0),
        ("on-neg", "s-neg-chip", 4.5),
        ("on0", "s0", 4.5),
        *[(f"on{rank}", f"s-{rank}", 4.5) for rank in range(1, 8)],
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str, least: float, dark: bool) -> None:
    tokens = _ground(dark)
    assert _contrast(tokens[text], tokens[ground]) >= least


def test_contrast_is_measured_as_wcag_says() -> None:
    assert round(_contrast("#000000", "#ffffff"), 1) == 21.0
    assert _contrast("#777777", "#ffffff") < 4.5 < _contrast("#767676", "#ffffff")
