"""Many at once: queueing reminders for everybody who waits, against a peer's queueing; and what memory it takes."""

import atexit
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.place import HOME, Place, end
from benchmarks.rounds import Case

QUEUES, SENDS = "peer: django-post_office queues (send_many)", "peer: django-post_office queues and sends"
_WAITING = """
WITH made AS (
  INSERT INTO campaigns_supporter
    (campaign_id, tag, sealed, generation, language, country, profession, time_zone, provider, state, came_on)
  SELECT c.id, md5(random()::text || n::text) || md5(n::text), decode(repeat(md5(random()::text), 5), 'hex'), 1, 'en',
    '', '', 'UTC', 'other', 'pending', current_date - 5
  FROM campaigns_campaign c, generate_series(1, %s) n WHERE c.code = %s
  RETURNING id, campaign_id)
INSERT INTO campaigns_signature (supporter_id, letter_id, version_id, signed_on)
SELECT made.id, l.id, l.current_id, current_date - 5 FROM made JOIN campaigns_letter l ON l.id = (
    SELECT min(id) FROM campaigns_letter WHERE campaign_id = made.campaign_id AND current_id IS NOT NULL)
"""


@dataclass
class Peer:
    """The peer's process, told to line by line."""

    process: "subprocess.Popen[str]"

    @classmethod
    def start(cls, place: Place, port: int) -> "Peer":
        folder = place.servers.folder / "peer"
        words = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target", str(folder)]
        subprocess.run([sys.executable, *words, "-r", "requirements-bench.txt"], cwd=HOME, check=True)
        place.make_database("peer")
        path = os.pathsep.join([str(folder), str(HOME)])
        environment = {**os.environ, "DATABASE_URL": place.address("peer"), "PEER_PORT": str(port), "PYTHONPATH": path}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peer"],
            cwd=HOME,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(end, process)
        found = cls(process)
        found._hear("ready")
        return found

    def _hear(self, word: str) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith(word):
            raise SystemExit(f"the peer said {line!r} instead of {word!r}")
        return line

    def tell(self, line: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._hear("done")


def wait_for_reminders(count: int, code: str) -> None:
    """So many people have signed five days ago and have not confirmed; nothing else waits."""
    from django.db import connection

    with connection.cursor() as cursor:
        # Those of the round before: they came on that day, and nobody else did.
        cursor.execute("DELETE FROM foundation_message")
        cursor.execute("DELETE FROM campaigns_reminder")
        cursor.execute("DELETE FROM campaigns_signature WHERE signed_on = current_date - 5")
        cursor.execute("DELETE FROM campaigns_supporter WHERE came_on = current_date - 5")
        cursor.execute(_WAITING, [count, code])
        cursor.execute("ANALYZE campaigns_supporter, campaigns_signature")


def queue_cases(place: Place, code: str, count: int, sink: int) -> list[Case]:
    """Queueing one recipient, ours and the peer's; and the peer's whole way, for the mails to be compared with."""
    from campaigns.reminders import agenda

    peer = Peer.start(place, sink)
    trees, theirs = [place.postgresql], [peer.process.pid, place.postgresql]

    def remind() -> int:
        done = agenda.remind(now=datetime.now().astimezone() + timedelta(days=1), limit=count)
        assert done == count, f"{done} of {count} were queued"
        return done

    def queue() -> int:
        peer.tell(f"queue {count}")
        return count

    def both() -> int:
        peer.tell(f"queue {count}")
        assert int(peer.tell("send").split()[1]) == count
        return count

    return [
        Case(QUEUES, queue, theirs),
        Case(SENDS, both, theirs, before=lambda: _none_waits(peer)),
        Case(
            "reminders, queued by rows",
            remind,
            trees,
            {QUEUES: 0.25},
            in_here=True,
            before=lambda: wait_for_reminders(count, code),
        ),
    ]


def _none_waits(peer: Peer) -> None:
    peer.tell("send")
