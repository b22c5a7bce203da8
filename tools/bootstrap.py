"""Makes .venv and installs the locked dependencies, when the lock has changed: python tools/bootstrap.py [dev]

This file must be understood by any Python, also one that is too old, so that it can say so.
"""

import hashlib
import json
import os
import subprocess
import sys

OLDEST = (3, 11)
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HOME, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}


def main(kind):
    if sys.version_info < OLDEST:
        sys.exit(
            "Undeterred needs Python %d.%d or newer; this is Python %d.%d (another one: make PYTHON=python3.12 ...)."
            % (OLDEST + sys.version_info[:2])
        )
    wanted = dict((name, digest(lock)) for name, lock in LOCKS.items())
    have = installed()
    if have.get(kind) == wanted[kind]:
        return
    if not have:
        make_venv()
    print("Installing the locked dependencies (%s) into .venv ..." % LOCKS[kind])
    sys.stdout.flush()
    pip = [PYTHON, "-m", "pip", "install", "--require-hashes", "-qq", "--disable-pip-version-check"]
    environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
    if subprocess.call(pip + ["-r", os.path.join(HOME, LOCKS[kind])], env=environment):
        sys.exit("The dependencies could not be installed: see above what pip said.")
    # The longer lock holds all of the shorter one.
    have.update(wanted if kind == "dev" else {"run": wanted["run"]})
    if kind == "run":
        have.pop("dev", None)
    with open(STAMP, "w") as out:
        json.dump(have, out)


def digest(lock):
    with open(os.path.join(HOME, lock), "rb") as lines:
        return hashlib.sha256(lines.read()).hexdigest()


def installed():
    """The digests of the locks in .venv; nothing when there is no .venv that works with this Python."""
    try:
        with open(STAMP) as lines:
            have = json.load(lines)
        version = subprocess.check_output([PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}
    same = version.decode().strip() == "%d.%d" % sys.version_info[:2]
    return have if same and isinstance(have, dict) else {}


def make_venv():
    print("Making .venv with Python %d.%d ..." % sys.version_info[:2])
    sys.stdout.flush()
    made = subprocess.Popen(
        [sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = made.communicate()[0].decode("utf-8", "replace").strip()
    if made.returncode:
        sys.exit("The folder .venv could not be made (on Debian, install python3-venv):\n" + said)


if __name__ == "__main__":
    main("dev" if sys.argv[1:] == ["dev"] else "run")
