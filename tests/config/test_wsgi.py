"""What is refused before Django sees it."""

import io
from typing import Any

import pytest

from config import wsgi


def ask(**environ: str) -> tuple[str, bytes]:
    said: list[Any] = []
    body = wsgi.application(
        {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(), **environ}, lambda *answer: said.append(answer)
    )
    return said[0][0], b"".join(body)


@pytest.mark.parametrize("length", ["1000001", "30000000", "9" * 5000, "0001000001"])
def test_what_is_too_long_is_refused_unread(length: str) -> None:
    status, words = ask(CONTENT_LENGTH=length, CONTENT_TYPE="multipart/form-data; boundary=x")
    assert status.startswith("413") and b"too long" in words


@pytest.mark.parametrize("length", ["", "0", "1000000", "nonsense"])
def test_the_rest_is_left_to_django(length: str) -> None:
    assert not wsgi.is_too_long({"CONTENT_LENGTH": length})
