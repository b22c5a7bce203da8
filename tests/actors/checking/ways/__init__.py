"""All ways, in the order in which they are tried."""

from tests.actors.checking.ways import deeds, pages, rows
from tests.actors.checking.ways.base import WAYS, Way

__all__ = ["WAYS", "Way", "deeds", "pages", "rows"]
