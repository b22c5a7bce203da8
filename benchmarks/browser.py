"""A small HTTP client: one request after the other, each on a connection of its own. Its CPU is not measured."""

import socket
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def etag(self) -> str:
        found = (line.partition(b":")[2] for line in self.head.split(b"\r\n") if line.lower().startswith(b"etag:"))
        return next(found, b"").strip().decode()


@dataclass(frozen=True)
class Site:
    """A web server on this machine."""

    port: int

    def get(self, path: str, have: str = "") -> Answer:
        """``have`` is the ETag of a copy that the asker holds."""
        held = f"If-None-Match: {have}\r\n" if have else ""
        head = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n{held}\r\n"
        return self._ask(head.encode())

    def post(self, path: str, fields: dict[str, str], *, cookie: str = "") -> Answer:
        body = urlencode(fields).encode()
        brought = f"Cookie: {cookie}\r\n" if cookie else ""
        head = (
            f"POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nSec-Fetch-Site: same-origin\r\n{brought}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._ask(head.encode() + body)

    def _ask(self, request: bytes) -> Answer:
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(request)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        head, _, body = b"".join(parts).partition(b"\r\n\r\n")
        return Answer(int(head.split(b" ", 2)[1]), head, body)


def expect(answer: Answer, status: int) -> Answer:
    """The answer, if it is the one that is to be measured: a fast refusal would be no figure."""
    if answer.status != status:
        raise SystemExit(f"expected {status}, got {answer.status}:\n{answer.head.decode()}\n{answer.body[:500]!r}")
    return answer
