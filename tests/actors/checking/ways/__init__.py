"""All ways, in the order in which they are tried."""

from tests.actors.checking.ways import deeds, pages, rows
from tests.actors.checking.ways.base import WAYS, Way
from tests.services import sized

ON_SQLITE = WAYS[:: sized(4, 1)]
"""Those tried on the embedded default as well."""

__all__ = ["ON_SQLITE", "WAYS", "Way", "deeds", "pages", "rows"]
