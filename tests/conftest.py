"""Fixtures for all tests: the cast, clean tables, clean caches, the machine's browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from actors.accounts.models import Member, Organisation, Role, User
from foundation.outbox import owners
from tests.register import _loaded, the_register  # noqa: F401  (fixtures for every test)
from tests.services import find_chromium

# Playwright's loop runs in the thread of the test, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PASSWORD = "correct horse battery staple"
JOURNAL = "foundation_entry"


@pytest.fixture(scope="session", autouse=True)
def _test_settings() -> Iterator[None]:
    """Fast password hashes; static files as they lie, so that no manifest is needed."""
    from django.conf import settings
    from django.test import override_settings

    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=storages,
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A real PostgreSQL it must be: SQLite alone hides lost updates.

    Tests with ``transaction=True`` empty all tables afterwards, which the journal's trigger refuses; here it is
    lifted around that flush, and only there.
    """
    assert connection.vendor == "postgresql", f"the suite runs on PostgreSQL, not on {connection.vendor}"
    with pytest.MonkeyPatch.context() as patch:
        plain = type(connection.ops).execute_sql_flush

        def flush_with_journal(self: Any, statements: list[str]) -> None:
            lift, restore = (f"ALTER TABLE {JOURNAL} {verb} TRIGGER USER" for verb in ("DISABLE", "ENABLE"))
            plain(self, [lift, *statements, restore])

        patch.setattr(type(connection.ops), "execute_sql_flush", flush_with_journal)
        yield


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Limits and kept values of one test are none of the next one's business."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page that was asked for in French leaves its language to the thread, and so to the next test."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_heart_outlives_its_test() -> Iterator[None]:
    """A dispatch starts a thread that raises its owner's counter; with the test, its row is gone."""
    yield
    heart = owners._mine
    if heart is not None:
        owners.abandon(heart.owner)


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(
        name="Justice Unbound",
        registration="Registered association 1234",
        postal_address="Example Street 1, 1000 Exampleton",
        contact_email="hello@justice.example",
        mail_domain="justice.example",
        neutral_name="The J. U. team",
    )


def _member(organisation: Organisation, name: str, role: str) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name)
    _prove_address(user)
    Member.objects.create(organisation=organisation, user=user, role=role)
    return user


def _prove_address(user: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@pytest.fixture
def alice(organisation: Organisation) -> User:
    """Runs the campaign: owner of the organisation."""
    return _member(organisation, "Alice", Role.OWNER)


@pytest.fixture
def bob(organisation: Organisation) -> User:
    """On her team: campaigner of the same organisation."""
    return _member(organisation, "Bob", Role.CAMPAIGNER)


@pytest.fixture
def vera(organisation: Organisation) -> User:
    """Looks on: viewer of the same organisation."""
    return _member(organisation, "Vera", Role.VIEWER)


@pytest.fixture
def charlie(db: None) -> User:
    """Belongs to another organisation."""
    return _member(Organisation.objects.create(name="Elsewhere"), "Charlie", Role.OWNER)


@pytest.fixture
def admin_user(db: None) -> User:
    """Keeps the register in the admin; a member of no organisation."""
    user = User.objects.create_superuser("admin@example.org", PASSWORD, name="Admin")
    _prove_address(user)
    return user


def login(user: User) -> Client:
    """A browser of its own in which this person is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_alice(alice: User) -> Client:
    return login(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return login(bob)


@pytest.fixture
def as_vera(vera: User) -> Client:
    return login(vera)


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    return login(charlie)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, which calls nobody."""
    quiet = "--disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic"
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": ["--no-sandbox", "--disable-gpu", *quiet.split()],
    }
