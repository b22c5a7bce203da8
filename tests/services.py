"""Real servers for the tests: pytest loads this before Django's settings (``-p tests.services``).

PostgreSQL comes from TEST_DATABASE_URL, else from DATABASE_URL when that names a PostgreSQL, else from server
programs on this machine, else from a wheel; Redis likewise from TEST_REDIS_URL, REDIS_URL, the machine, a wheel.
The tests empty the Redis they are given. What is started here lives in a short folder under /tmp, listens on unix
sockets only, and ends with the run. With pytest-xdist the controller starts one pair; the workers inherit it, each
with a database (made by pytest-django) and a Redis number of its own.
"""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from config.catalogues import compile_all
from tests.servers import Servers

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "0") not in {"", "0"}
FULL = os.environ.get("TEST_SIZE", "quick") == "full"
NO_CHROMIUM = "NO CHROMIUM ON THIS MACHINE: the browser stories were NOT run. Install chromium to run them."
_MARK = "UNDETERRED_TEST_SERVICES"
"""Set once the servers are there; xdist's workers see it and start nothing."""

# No setting of somebody's shell changes what a test sees, whether given plainly or as a file (NAME_FILE).
_DROPPED = (
    *(
        "BASE_URL",
        "BROKER_URL",
        "CONFIRM_WAIT",
        "DATABASE_URL",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DEMO",
        "MAIL_DOMAIN",
        "READ_PAGE_SECONDS",
        "REDIS_URL",
    ),
    *("SECRET_KEY", "SIGN_SECONDS", "SMTP_", "STATIC_ROOT", "TRUSTED_PROXIES", "VAULT_KEYS"),
)


def sized(quick: int, full: int) -> int:
    """How much of a big test this run does: ``quick`` in make test, ``full`` in make test-full."""
    return full if FULL else quick


def find_chromium() -> str | None:
    """The machine's Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _numbered(address: str, number: int) -> tuple[str, str]:
    """The address of one Redis number, for the cache and for Celery's broker (which write sockets differently)."""
    parts = urlsplit(address.replace("redis+socket://", "unix://"))
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}", f"redis+socket://{parts.path}?virtual_host={number}"
    first = int(parts.path.strip("/") or 0)
    full = urlunsplit(parts._replace(path=f"/{first + number}"))
    return full, full


def _given() -> tuple[str, str]:
    database = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if not database.startswith("postgres"):
        database = ""  # an embedded SQLite from somebody's shell would hide lost updates
    return database, os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL", "")


def _prepare() -> None:
    """Finds or starts the servers and sets the whole environment of the settings. Called once per process."""
    if _MARK not in os.environ:
        compile_all()
        database, redis = _given()
        servers = Servers()
        database_from = redis_from = "environment"
        if not database:
            database, database_from = servers.postgresql()
        if not redis:
            redis, redis_from = servers.redis()
        for name in [name for name in os.environ if name.startswith(_DROPPED)]:
            os.environ.pop(name)
        os.environ.update(
            {
                _MARK: f"{servers.folder}|{redis}|{database_from}|{redis_from}",
                "DATABASE_URL": database,
                "SECRET_KEY": "only-for-tests-" + "s" * 40,
                "VAULT_KEYS": "test:" + "5a" * 32,
                "BASE_URL": "http://testserver",
                "DEMO": "0",
                "SIGN_SECONDS": "0",  # nor is a test too quick, but those of that
                "CONFIRM_WAIT": "0",  # tests of the minutes between an answer and its settling set them
                "READ_PAGE_SECONDS": "0",  # a test that changes a row sees the page as it is now
            }
        )
    folder, redis, *_ = os.environ[_MARK].split("|")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["REDIS_URL"], os.environ["BROKER_URL"] = _numbered(redis, int(worker[2:]) + 1 if worker else 0)
    var = Path(folder) / f"var-{worker or 'main'}"
    var.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(var)


_prepare()


def pytest_report_header(config: pytest.Config) -> list[str]:
    import psycopg
    import redis

    _folder, _address, database_from, redis_from = os.environ[_MARK].split("|")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        version = connection.info.parameter_status("server_version")
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        kept = client.info("server")["redis_version"]
    return [
        f"PostgreSQL {version} (from {database_from}), Redis {kept} (from {redis_from})",
        f"browser: {find_chromium() or 'NONE'}; sizes: {'full' if FULL else 'quick'}; REQUIRE_ALL={int(REQUIRE_ALL)}",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``full`` belong to make test-full."""
    if FULL:
        return
    left = [item for item in items if item.get_closest_marker("full")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("story") and not find_chromium():
        pytest.skip(NO_CHROMIUM)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    outcome = yield
    _refuse_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, None]:
    outcome = yield
    _refuse_skip(outcome.get_result())


def _refuse_skip(report: Any) -> None:
    """With REQUIRE_ALL=1 a test that did not run is a test that failed, ``xfail`` included."""
    if REQUIRE_ALL and report.outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(report.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", f"{NO_CHROMIUM} ({len(skipped)} skipped)", red=True, bold=True)
