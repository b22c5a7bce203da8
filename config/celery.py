"""Celery: doors to the domain, opened by beat or by a nudge. The broker holds hints, never facts."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

app = Celery("undeterred")

QUEUES = ("urgent", "default", "bulk")
"""``urgent``: somebody is waiting for a mail. ``default``: staff's deeds. ``bulk``: sweeps that may take long."""

# One line per entry; the comment says what goes wrong without it. A sweep that is late is dropped when the next
# one is due, so that a worker that was away does not come back to a thousand of the same.
SCHEDULE = {
    "pulse": ("foundation.pulse", 5.0, "default"),  # /healthz/all would not see a dead worker
    "intake": ("campaigns.signing.take_in", 3.0, "urgent"),  # signings whose nudge was lost would wait for ever
    "dispatch-urgent": ("foundation.outbox.dispatch_urgent", 3.0, "urgent"),  # confirmations would wait for nudges
    "dispatch": ("foundation.outbox.dispatch_due", 5.0, "default"),  # retries and letters would never leave
    "dispatch-bulk": ("foundation.outbox.dispatch_bulk", 15.0, "bulk"),  # reminders would never leave
    "recover": ("foundation.outbox.recover", 10.0, "default"),  # a killed worker's messages would stay claimed
    "tally": ("campaigns.signing.tally", 15.0, "default"),  # the public count would stand still
    "invalidate": ("campaigns.signing.invalidate", 15.0, "bulk"),  # what members take out would stay counted
    "settle": ("campaigns.signing.settle", 15.0, "default"),  # a Yes would never count, a No never erase
    "recount": ("campaigns.signing.recount", 86400.0, "bulk"),  # a number that went wrong would stay wrong
    "forget": ("campaigns.signing.forget", 3600.0, "bulk"),  # unconfirmed data would stay longer than promised
    "lists": ("campaigns.signing.list", 900.0, "bulk"),  # names that passed would never join the open list
    "advice": ("campaigns.planning.review_advice", 60.0, "default"),  # people would sign on advice overtaken by events
    "ask-again": ("campaigns.signing.ask_again", 60.0, "bulk"),  # earlier signers would never hear of a new text
    "erase": ("campaigns.signing.erase", 3600.0, "bulk"),  # the promised date of erasure would pass unheard
    "forget-annexes": ("campaigns.delivery.forget", 3600.0, "bulk"),  # names handed over would stay after the erasure
    "keep": ("campaigns.answering.keep", 3600.0, "bulk"),  # people would stay after the answers came
    "destroy-old": ("campaigns.answering.destroy_old", 3600.0, "bulk"),  # originals would stay after their two years
    "remind": ("campaigns.reminders.remind", 60.0, "bulk"),  # nobody would be reminded to confirm
    "search": ("actors.search.bring_up_to_date", 15.0, "default"),  # what was checked today could not be found
    "imports": ("actors.exchange.work", 15.0, "bulk"),  # files would wait for a nudge that was lost, or a dead worker
    "forget-files": ("actors.exchange.forget", 3600.0, "bulk"),  # what nobody entered would stay for ever
    "suggestions": ("actors.suggestions.forget", 3600.0, "bulk"),  # readers’ addresses would stay after their time
    "watch": ("actors.watch.remind", 600.0, "bulk"),  # nobody would be asked twice to look
    "round-remind": ("campaigns.endorsing.remind", 600.0, "bulk"),  # nobody asked would be reminded of the deadline
    "endorsing-forget": ("campaigns.endorsing.forget", 3600.0, "bulk"),  # unconfirmed claims would stay for ever
    "tidy": ("foundation.outbox.tidy", 3600.0, "bulk"),  # settled messages and old counts would pile up
}

app.conf.update(
    broker_url=settings.BROKER_URL,
    task_ignore_result=True,
    # Hints are taken off the broker when they are taken up. Acknowledging them at the end would bring back nothing
    # that a sweep does not, and a worker that meets a Redis lost and found again would die of the acknowledgement.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # A nudge that cannot be given in a third of a second is not given: beat sweeps anyway.
    task_publish_retry=False,
    task_default_queue="default",
    task_queues=[Queue(name) for name in QUEUES],
    task_create_missing_queues=False,
    timezone="UTC",
    beat_scheduler="config.beat:Scheduler",
    beat_schedule={
        name: {"task": task, "schedule": every, "options": {"queue": queue, "expires": max(every, 10.0)}}
        for name, (task, every, queue) in SCHEDULE.items()
    },
)
if settings.BROKER_URL.startswith("filesystem"):
    for folder in ("queue", "control", "processed"):
        (settings.BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    app.conf.broker_transport_options = {
        "data_folder_in": str(settings.BROKER_DIR / "queue"),
        "data_folder_out": str(settings.BROKER_DIR / "queue"),
        "control_folder": str(settings.BROKER_DIR / "control"),
        "processed_folder": str(settings.BROKER_DIR / "processed"),
        "store_processed": False,
    }
else:
    from kombu.transport.redis import Channel

    # Nor are hints given back that were not taken up yet: kombu would try that over the line that just broke.
    Channel.do_restore = False
    app.conf.broker_transport_options = {
        "socket_timeout": 5.0,
        "socket_connect_timeout": 0.3,
        "visibility_timeout": 600,
        "max_retries": 0,
    }
app.autodiscover_tasks(
    [
        "actors.exchange",
        "actors.search",
        "actors.suggestions",
        "actors.watch",
        "foundation",
        "foundation.outbox",
        "campaigns.answering",
        "campaigns.delivery",
        "campaigns.planning",
        "campaigns.endorsing",
        "campaigns.signing",
        "campaigns.reminders",
    ]
)


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Celery would set up handlers of its own, which write arguments and messages in clear."""
    from logging.config import dictConfig

    dictConfig(settings.LOGGING)
