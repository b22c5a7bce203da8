"""Finished pages in the memory of one process: so many, so large, the one not asked for longest goes first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Finished:
    """A page as it was answered, good until a moment of this process's monotonic time."""

    content: bytes
    headers: dict[str, str]
    until: float


class Shelf:
    """At most ``pages`` and ``size`` bytes, whatever is asked for."""

    def __init__(self, pages: int, size: int) -> None:
        self.pages, self.size = pages, size
        self._found: OrderedDict[str, Finished] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, address: str) -> Finished | None:
        with self._lock:
            found = self._found.get(address)
            if found is not None:
                self._found.move_to_end(address)
            return found

    def keep(self, address: str, page: Finished) -> None:
        with self._lock:
            self._drop(address)
            self._found[address] = page
            self._bytes += len(page.content)
            while self._found and (len(self._found) > self.pages or self._bytes > self.size):
                self._drop(next(iter(self._found)))

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._bytes = 0

    def addresses(self) -> list[str]:
        """What is kept, the one that goes next first."""
        with self._lock:
            return list(self._found)

    def _drop(self, address: str) -> None:
        gone = self._found.pop(address, None)
        self._bytes -= len(gone.content) if gone else 0
