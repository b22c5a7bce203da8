"""Writes requirements*.txt: every package at one version, with hashes, for all platforms."""

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


def main() -> None:
    for name in ("requirements", "requirements-dev", "requirements-bench"):
        lock = HOME / f"{name}.txt"
        words = ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header", "--quiet"]
        # The versions of the shorter lock bind the longer one.
        bound = ["--constraint", "requirements.txt"] if name == "requirements-dev" else []
        # The peer stands on packages that are there already.
        bound += ["--no-deps"] if name == "requirements-bench" else []
        command = [Path(sys.executable).parent / "uv", "pip", "compile", *words, *bound]
        subprocess.run([*command, f"{name}.in", "-o", lock.name], cwd=HOME, check=True)
        if "://" in lock.read_text():
            sys.exit(f"{lock.name} names an address: unset the index settings of your machine and lock again.")


if __name__ == "__main__":
    main()
