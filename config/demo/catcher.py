"""The demo's mail server: takes every mail, writes it durably to var/mail, sends nothing on.

``python -m config.demo.catcher --fd N --folder DIR`` listens on a socket that is already bound to 127.0.0.1.
"""

import argparse
import asyncio
import os
import secrets
import signal
import socket
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 40 * 1024 * 1024


class Keeper:
    """Answers 250 only after the mail is on the disk: what the outbox calls sent is there to be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        # As a mail server at its destination would write them on top.
        head = [f"Return-Path: <{_line(envelope.mail_from)}>"]
        head += [f"Delivered-To: {_line(recipient)}" for recipient in envelope.rcpt_tos]
        written = "\r\n".join(head).encode() + b"\r\n" + content
        await asyncio.to_thread(keep, self.folder, written)
        return "250 kept for the mailbox"


def keep(folder: Path, content: bytes) -> Path:
    """Writes one mail under a name that sorts by time. It is whole or not there at all."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    half, whole = folder / f"{name}.half", folder / f"{name}.eml"
    with half.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    half.rename(whole)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return whole


def _line(text: str | None) -> str:
    return (text or "").replace("\r", "").replace("\n", "")


async def serve(listener: socket.socket, folder: Path) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(Keeper(folder), data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="mailbox", loop=loop),
        sock=listener,
    )
    async with server:
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(serve(socket.socket(fileno=given.fd), given.folder))


if __name__ == "__main__":
    main()
