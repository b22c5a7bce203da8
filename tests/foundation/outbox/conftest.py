from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from foundation.outbox import dispatch, purposes
from foundation.outbox.models import Message
from tests.foundation.outbox import cast
from tests.smtp_sink import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture(autouse=True)
def _own_purposes() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before, hooks = dict(purposes._purposes), list(purposes._rehearsals)
    yield
    purposes._purposes.clear()
    purposes._purposes.update(before)
    purposes._rehearsals[:] = hooks


@pytest.fixture
def send(db: None, sink: Sink) -> Callable[..., Any]:
    """Runs the dispatch to the sink once; ``settings`` of the relay may be changed by keyword."""

    def run(now: datetime = cast.NOW, **changes: Any) -> Any:
        urgencies = changes.pop("urgencies", (0, 1, 2))
        return dispatch.run(now=now, owner=cast.owner(), relay=cast.relay(sink, **changes), urgencies=urgencies)

    return run


@pytest.fixture
def again() -> Callable[[Message], Message]:
    """A message as it now lies in the database."""

    def read(message: Message) -> Message:
        return Message.objects.get(pk=message.pk)

    return read
