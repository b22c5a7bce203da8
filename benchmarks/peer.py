"""django-post_office as a peer: queues and sends the mails of our own confirmations, told to line by line.

A process of its own, for it needs settings of its own: ``queue N`` and ``send`` on standard input, ``done N`` back.
Its package is in no requirements of ours but requirements-bench.txt (``benchmarks.many.Peer`` installs it for a run).
"""

import os
import sys

from django.conf import settings
from django.template import engines


def configure() -> None:
    from config.env import Env

    settings.configure(
        SECRET_KEY="only-for-the-peer-" + "p" * 40,
        DATABASES={"default": Env().database("DATABASE_URL") | {"CONN_HEALTH_CHECKS": False}},
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(os.environ["PEER_PORT"]),
        # One process, one line, like ours; and as quiet.
        POST_OFFICE={"BATCH_SIZE": 1_000_000, "THREADS_PER_PROCESS": 1, "LOG_LEVEL": 0, "MESSAGE_ID_ENABLED": True},
    )
    import django

    django.setup()


TEXT = "Dear {{ name }},\n\n" + "Please say whether you signed: it counts only then.\n" * 22 + "\n{{ link }}\n"
HTML = "<p>Dear {{ name }},</p>" + "<p>Please say whether you signed: it counts only then.</p>\n" * 22 + "{{ link }}"


def queue(count: int) -> None:
    from post_office import mail

    text, html = (engines["django"].from_string(words) for words in (TEXT, HTML))
    rows = []
    for number in range(count):
        words = {"name": f"Person {number}", "link": f"https://example.org/{number}"}
        rows.append(
            {
                "sender": "post@bench.example",
                "recipients": [f"invented{number}@supporters.example"],
                "subject": "Please confirm your message",
                "message": text.render(words),
                "html_message": html.render(words),
            }
        )
    mail.send_many(rows)


def send() -> int:
    from post_office.mail import send_queued
    from post_office.models import Email

    sent, failed, _requeued = send_queued(processes=1, log_level=0)
    assert not failed
    Email.objects.all().delete()
    return int(sent)


def main() -> None:
    from django.core.management import call_command

    configure()
    call_command("migrate", verbosity=0, interactive=False)
    print("ready", flush=True)
    for line in sys.stdin:
        deed, *number = line.split()
        done = send() if deed == "send" else queue(int(number[0]))
        print("done", done or "", flush=True)


if __name__ == "__main__":
    main()
