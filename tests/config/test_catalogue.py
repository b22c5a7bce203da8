"""The French catalogue is whole, says the same as the sources, and reaches the pages."""

import gettext
import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.utils.functional import Promise
from django.utils.translation import override

from actors.seed.sheets import Report
from config.catalogues import compile_all
from foundation.dates import in_words
from tests.spoken import unmarked_in_python, unmarked_in_template
from tools.messages import CALLS, SOURCES, collect, has_words

HOME = settings.BASE_DIR
FRENCH = HOME / "locale" / "fr" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+>")
"""What a translation must keep: values, and markup."""
TEMPLATES = [path for path in sorted((HOME / "templates").rglob("*")) if path.suffix in {".html", ".txt"}]
MODULES = [path for app in SOURCES for path in sorted((HOME / app).rglob("*.py")) if "migrations" not in path.parts]
NAMES = {"Undeterred", "– Undeterred", "Message-ID", "PDF", "WhatsApp", "Bluesky", "Signal", "Mastodon"}
"""The same in every language."""


def catalogue() -> Catalog:
    with FRENCH.open("rb") as lines:
        return read_po(lines, locale="fr", domain="django", abort_invalid=True)


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the English it stands for."""
    if not isinstance(message.id, tuple):
        return [(message.id, str(message.string))]
    return [(message.id[min(number, 1)], form) for number, form in enumerate(message.string)]


def gaps(found: Catalog, translated: Catalog) -> list[str]:
    """What French readers would see in English, or see wrongly."""
    said = []
    for source in found:
        message = translated.get(source.id, source.context) if source.id else None
        if not source.id:
            continue
        if message is None or not has_words(message):
            said.append(f"no French: {source.id}")
        elif message.fuzzy:
            said.append(f"guessed: {source.id}")
        elif isinstance(source.id, tuple) and len(message.string) != translated.num_plurals:
            said.append(f"not every plural: {source.id}")
        else:
            said += [f"other values: {form}" for form in unfaithful(message)]
    return said


def unfaithful(message: Message) -> list[str]:
    """Forms with other placeholders than the English. The singular may spell its number out: “une personne”."""
    wrong = []
    for number, (english, french) in enumerate(forms(message)):
        wanted, given = set(PLACES.findall(english)), set(PLACES.findall(french))
        may_be_fewer = isinstance(message.id, tuple) and number == 0
        if not (given <= set(PLACES.findall(message.id[1])) if may_be_fewer else given == wanted):
            wrong.append(french)
    return wrong


def test_every_text_of_the_sources_is_in_french() -> None:
    found = collect()
    assert len(found) > 900
    assert gaps(found, catalogue()) == [], "run “make messages”, then fill locale/fr/LC_MESSAGES/django.po"


def test_every_name_that_marks_a_text_is_one_the_collector_knows() -> None:
    marks = re.compile(r"\b(?:n?p?gettext(?:_lazy|_noop)?)(?: as (\w+))?")
    lines = [line for path in MODULES for line in re.findall(r"import .*gettext.*", path.read_text("utf-8"))]
    assert len(lines) > 20
    assert {match[1] or match[0] for line in lines for match in marks.finditer(line)} - set(CALLS) == set()


def test_a_text_with_a_plural_here_and_none_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    counted = "{% blocktranslate count n=n %}The letter{% plural %}{{ n }} letters{% endblocktranslate %}"
    monkeypatch.setattr("tools.messages.HOME", tmp_path)
    page.write_text("{% load i18n %}" + counted)
    assert collect().get(("The letter", "%(n)s letters"))
    page.write_text("{% load i18n %}" + counted + '{% translate "The letter" %}')
    with pytest.raises(ValueError, match="has a plural in one place"):
        collect()


def test_the_search_for_gaps_would_find_each_kind() -> None:
    found = Catalog()
    found.add("the letter of %(day)s")
    found.add(("%(n)s letter", "%(n)s letters"))
    whole = Catalog(locale="fr")
    whole.add("the letter of %(day)s", "la lettre du %(day)s")
    whole.add(("%(n)s letter", "%(n)s letters"), ("une lettre", "%(n)s lettres"))
    assert gaps(found, whole) == []
    assert len(gaps(found, Catalog(locale="fr"))) == 2
    for text, words in (
        ("the letter of %(day)s", ""),
        ("the letter of %(day)s", "la lettre du %(jour)s"),
        (("%(n)s letter", "%(n)s letters"), ("%(n)s lettre", "")),
        (("%(n)s letter", "%(n)s letters"), ("une lettre", "des lettres")),
    ):
        whole.get(text).string, kept = words, whole.get(text).string
        assert len(gaps(found, whole)) == 1, words
        whole.get(text).string = kept
    whole.get("the letter of %(day)s").flags.add("fuzzy")
    assert gaps(found, whole) == ["guessed: the letter of %(day)s"]


def careless(text: str) -> str:
    """What a French printer would mark; empty when nothing."""
    marks = (r"\w'\w", r"[ \u00a0][;:!?»]", r"«[^\u202f]", r"[^\u202f]»", r"[“”]", r"\w[;!?](?!\w)", r"\.\.\.")
    return next((match[0] for mark in marks if (match := re.search(mark, text))), "")


def test_french_is_set_as_french_is_set() -> None:
    said = [form for message in catalogue() if message.id for _, form in forms(message)]
    assert [(form, careless(form)) for form in said if careless(form)] == []
    assert all(careless(text) for text in ("l'État", "Pourquoi ?", "« Oui »", "Quoi?", "“Oui”"))
    assert not careless("Pourquoi\u202f? «\u202fL’État\u202f»")


def test_the_catalogue_names_nobody_and_no_machine() -> None:
    text = FRENCH.read_text(encoding="utf-8")
    places = [place for line in re.findall(r"^#: (.*)$", text, re.M) for place in line.split()]
    assert places and [place for place in places if not (HOME / place).is_file()] == []
    assert not re.search(r"/(?:home|work|tmp|usr)/", text)
    assert set(re.findall(r"[\w.]+@[\w.]+", text)) <= {"name@example.org.", "nom@example.org."}
    assert "#, fuzzy" not in text and "#~" not in text


def test_the_compiled_catalogue_speaks(tmp_path: Path) -> None:
    shutil.copytree(FRENCH.parent, tmp_path / "fr" / "LC_MESSAGES", ignore=shutil.ignore_patterns("*.mo"))
    [compiled] = compile_all(tmp_path)
    with compiled.open("rb") as lines:
        french = gettext.GNUTranslations(lines)
    assert french.gettext("Who stands where") == "Positions des États"
    assert [french.ngettext("%(n)s letter", "%(n)s letters", n) % {"n": n} for n in (0, 1, 2)] == [
        "0 lettre",
        "1 lettre",
        "2 lettres",
    ]


# --- what nobody marked -------------------------------------------------------------------------
def test_templates_hold_no_word_outside_the_catalogue() -> None:
    found = {
        f"{path.relative_to(HOME)}:{words}"
        for path in TEMPLATES
        for words in unmarked_in_template(path.read_text(encoding="utf-8"))
        if words.partition(": ")[2] not in NAMES
    }
    assert found == set()


def test_python_holds_no_label_outside_the_catalogue() -> None:
    found = {
        f"{path.relative_to(HOME)}:{words}" for path in MODULES for words in unmarked_in_python(path.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        "<p>Sign here</p>",
        '<p>{% translate "Sign" %} here</p>',
        '<nav aria-label="Pages">{{ page }}</nav>',
        '<input type="submit" value="Send">',
        '<meta name="description" content="A record">',
        '{{ town|default:"not given" }}',
        '{% include "parts/_stance.html" with words="Not yet" %}',
    ],
)
def test_the_search_in_templates_would_find_it(source: str) -> None:
    assert unmarked_in_template(source)
    assert not unmarked_in_template(
        '{# words #}<p class="lead">{% blocktranslate %}Sign{% endblocktranslate %} · 2</p>'
    )


@pytest.mark.parametrize(
    "source",
    [
        'name = models.CharField("name", max_length=3)',
        'town = forms.CharField(label="Town")',
        'notices.success(request, "It is done.")',
        'raise ValidationError(f"No {word}.")',
        'class Role(models.TextChoices):\n    OWNER = "owner", "Owner"',
        'class Role(models.TextChoices):\n    OWNER = "owner"',
        'class Filter(admin.SimpleListFilter):\n    title = "contact"',
    ],
)
def test_the_search_in_python_would_find_it(source: str) -> None:
    assert unmarked_in_python(source)
    assert not unmarked_in_python('name = models.CharField(_("name"), max_length=3)\nlog.info("mail.sent")')


def test_the_admin_names_every_field_in_the_reader_s_language() -> None:
    ours = [model for model in admin.site._registry if model._meta.app_label in SOURCES]
    inlines = [inline.model for model in ours for inline in admin.site._registry[model].inlines]
    english = [
        f"{model.__name__}.{field.name}"
        for model in {*ours, *inlines}
        for field in model._meta.fields
        if field.name not in {"id", "code"} and not isinstance(field.verbose_name, Promise)
    ]
    assert ours and english == []
    assert [app for app in SOURCES[1:] if not isinstance(apps.get_app_config(app).verbose_name, Promise)] == []


# --- on the pages -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("record/", "Au moins deux États parties ont demandé aux États-\u2060Unis"),
        ("record/about/", "Comment ce registre est établi"),
        ("record/FR/", "France"),
        ("accounts/login/", "Se connecter"),
        ("nowhere-at-all/", "Cette page n’existe pas"),
    ],
)
def test_the_switch_leads_to_the_same_page_in_french(
    client: Client, the_register: Report, path: str, heading: str
) -> None:
    english = client.get(f"/en/{path}").content.decode()
    assert '<html lang="en"' in english and heading not in english.replace("France", "")
    if path != "nowhere-at-all/":
        assert f'href="/fr/{path}"' in english
    french = client.get(f"/fr/{path}").content.decode()
    assert '<html lang="fr"' in french
    assert heading in re.sub(r"\s+", " ", re.search(r"<h1[^>]*>(.*?)</h1>", french, re.S)[1])
    assert "Aller au contenu" in french and "Skip to the content" not in french


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["1er juillet 2002", "1er juillet 2002", "lundi 1er juillet 2002", "2 juillet 2002"]),
        ("en", ["1 July 2002", "1 July 2002", "Monday 1 July 2002", "2 July 2002"]),
    ],
)
def test_the_first_of_a_month_is_written_as_its_language_does(language: str, said: list[str]) -> None:
    first, second = date(2002, 7, 1), date(2002, 7, 2)
    page = engines["django"].from_string(
        '{{ first|date:"j F Y" }};{{ first|date:"DATE_FORMAT" }};{{ first|date:"l j F Y" }};{{ second|date:"j F Y" }}'
    )
    with override(language):
        assert page.render({"first": first, "second": second}).split(";") == said
        assert (in_words(first, "j F Y"), in_words(first, "Y-m-d")) == (said[0], "2002-07-01")
        assert page.render({"first": None, "second": ""}) == ";;;"


def test_mail_speaks_the_language_of_the_one_who_reads_it() -> None:
    sender = SimpleNamespace(
        neutral_name="", mail_domain="justice.example", postal_address="x", contact_email="a@b.example"
    )
    given = {"organisation": sender, "confirm_url": "https://x.example/", "own_url": "https://y.example/"}
    for name in ("confirm", "reminder", "links"):
        for kind in ("txt", "html"):
            with override("fr"):
                mail = render_to_string(f"mail/{name}.{kind}", given | {"language": "fr"})
            assert "votre page personnelle" in mail and "your own page" not in mail
