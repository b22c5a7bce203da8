"""``python -m config.probe http://web:8000/healthz``: a container's own question whether it is well.

Asks with the host name of BASE_URL, as no other is answered. Ends with 0 for the answer 200, else with 1 and words.
"""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main(address: str) -> str | None:
    """None when all is well, else what was wrong."""
    host = urlsplit(os.environ.get("BASE_URL", "")).netloc
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=4):
            return None
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
