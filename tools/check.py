"""What ``make check`` does: every check runs, also after one failed; the end says which failed."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "imports": ["lint-imports"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "catalogues": ["python", "-m", "config.catalogues"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "system": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "types": ["mypy"],
}
"""The slowest last but started first: two run at a time."""


def environment(folder: str) -> dict[str, str]:
    """Settings that reach nothing: a database file of its own, no Redis."""
    ours = {
        "SECRET_KEY": "only-for-checks-" + "c" * 40,
        "VAULT_KEYS": "check:" + "c" * 64,
        "BASE_URL": "http://localhost",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "VAR_DIR": folder,
        "DEMO": "1",
    }
    dropped = tuple(ours) + ("REDIS_URL", "BROKER_URL", "SMTP_", "DEBUG", "STATIC_ROOT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | ours


def run(name: str, settings: dict[str, str]) -> tuple[str, int, str, float]:
    began = time.monotonic()
    program, *words = CHECKS[name]
    done = subprocess.run([BIN / program, *words], cwd=HOME, env=settings, capture_output=True, text=True)
    return name, done.returncode, done.stdout + done.stderr, time.monotonic() - began


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        settings = environment(folder)
        for name, code, said, seconds in pool.map(lambda name: run(name, settings), reversed(CHECKS)):
            print(f"{'FAILED' if code else 'ok':6} {name} ({seconds:.1f} s)", flush=True)
            if code:
                failed.append(name)
                print(said.rstrip(), flush=True)
    print(f"make check: {', '.join(failed)} failed." if failed else f"make check: all {len(CHECKS)} hold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
