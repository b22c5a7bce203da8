"""A mail server that does as it is told: refuses, delays, hangs up, and counts what it took, durably.

In a test: ``with Sink() as sink: sink.say("rcpt", "550 5.1.1 no", match="bob"); ...; sink.taken``.
As a process: ``python -m tests.smtp_sink LOG DELAY`` prints its port; each mail it takes responsibility for is appended
to LOG (its Message-ID, one a line) before the answer to the dot, which comes DELAY seconds later.
"""

import asyncio
import os
import re
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID:\s*<?([^>\r\n]+)>?")
HANG_UP = "hang up"


@dataclass
class Rule:
    """What to answer in a phase: connect, ehlo, mail, rcpt, data, text (hears half of it), dot."""

    phase: str
    answer: str
    match: str = ""
    times: int = -1
    delay: float = 0.0


@dataclass
class Taken:
    """A mail we answered 250 for, or would have."""

    sender: str
    recipients: list[str]
    content: bytes = field(repr=False)
    message_id: str

    def text(self) -> str:
        return self.content.decode()


class Sink:
    """The server, in a thread of its own."""

    def __init__(self, *, log: str | None = None, delay: float = 0.0) -> None:
        self.rules: list[Rule] = []
        self.taken: list[Taken] = []
        self.connections = 0
        self.commands: list[str] = []
        self.port = 0
        self.delay = delay
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if log else None
        self._started = threading.Event()

    def say(self, phase: str, answer: str, *, match: str = "", times: int = -1, delay: float = 0.0) -> None:
        """From now on answers so in that phase (``HANG_UP`` closes the line), where ``match`` is in the command."""
        self.rules.append(Rule(phase, answer, match, times, delay))

    def ids(self) -> list[str]:
        """The Message-IDs of all mails taken, in order, with duplicates."""
        return [mail.message_id for mail in self.taken]

    def __enter__(self) -> "Sink":
        self._thread = threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True)
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *args: Any) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def serve(self, announce: bool = False) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**26)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        if announce:
            print(self.port, flush=True)
        await self._stop.wait()
        server.close()

    def _rule(self, phase: str, said: str) -> Rule | None:
        for rule in self.rules:
            if rule.phase == phase and rule.times != 0 and rule.match in said:
                rule.times -= 1
                return rule
        return None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._session(reader, writer)
        except (_HungUp, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def answer(phase: str, said: str, usual: str) -> bool:
            rule = self._rule(phase, said)
            if rule and rule.delay:
                await asyncio.sleep(rule.delay)
            if rule and rule.answer == HANG_UP:
                raise _HungUp
            reply = rule.answer if rule and rule.answer else usual
            writer.write(reply.encode() + b"\r\n")
            await writer.drain()
            return reply == usual

        sender, recipients = "", []
        await answer("connect", "", "220 sink")
        while line := await reader.readline():
            said = line.decode("latin-1").strip()
            verb = said[:4].upper()
            self.commands.append(said)
            if verb == "MAIL":
                sender, recipients = said, []
                await answer("mail", said, "250 2.1.0 ok")
            elif verb == "RCPT":
                if await answer("rcpt", said, "250 2.1.5 ok"):
                    recipients.append(said.partition("<")[2].partition(">")[0])
            elif verb == "DATA":
                if await answer("data", " ".join(recipients), "354 go on"):
                    if self._rule("text", " ".join(recipients)):
                        await reader.read(10)
                        raise _HungUp
                    await self._take(reader, sender, recipients, answer)
            elif verb == "QUIT":
                await answer("quit", said, "221 bye")
                return
            elif verb in {"EHLO", "HELO"}:
                await answer("ehlo", said, "250 sink")
            else:
                await answer(verb.lower(), said, "250 2.0.0 ok")

    async def _take(self, reader: asyncio.StreamReader, sender: str, recipients: list[str], answer: Any) -> None:
        content = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
        content = content.replace(b"\r\n..", b"\r\n.")
        found = _MESSAGE_ID.search(content)
        message_id = found.group(1).decode() if found else ""
        rule = next((rule for rule in self.rules if rule.phase == "dot" and rule.match in " ".join(recipients)), None)
        refuses = rule is not None and rule.times != 0 and rule.answer[:1] in {"4", "5"}
        if not refuses:
            self.taken.append(Taken(sender, recipients, content, message_id))
            if self._log is not None:
                os.write(self._log, message_id.encode() + b"\n")
        if self.delay:
            await asyncio.sleep(self.delay)
        await answer("dot", " ".join(recipients), f"250 2.0.0 Ok: queued as S{len(self.taken):07d}")


class _HungUp(Exception):
    pass


if __name__ == "__main__":
    asyncio.run(Sink(log=sys.argv[1], delay=float(sys.argv[2])).serve(announce=True))
