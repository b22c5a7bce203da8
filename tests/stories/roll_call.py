"""Who of these is there? ``python -m tests.stories.roll_call <scope>``, addresses as JSON on standard input.

Prints as JSON those that are no supporters of the campaign, and how many supporters there are.
"""

import json
import sys

import django

django.setup()

from campaigns.supporters.models import Supporter  # noqa: E402
from foundation.vault import keys, seals  # noqa: E402
from foundation.vault.addresses import canonical  # noqa: E402


def main() -> None:
    opened = keys.open_scope(sys.argv[1])
    there = set(Supporter.objects.values_list("tag", flat=True))
    asked = json.load(sys.stdin)
    missing = [address for address in asked if seals.address_tag(opened, canonical(address)) not in there]
    print(json.dumps({"missing": missing, "there": len(there)}))


if __name__ == "__main__":
    main()
