"""Doors to signing."""

import logging

from celery import shared_task
from django.utils import timezone

from campaigns.signing import asking, carrying, erasure, invalidations, lists, settling, signatures, staying, tallies

log = logging.getLogger("undeterred.signing")


@shared_task(name="campaigns.signing.take_in")
def take_in() -> None:
    """Takes in what people sent, until nothing waits."""
    while signatures.take_in(now=timezone.now()):
        continue


@shared_task(name="campaigns.signing.tally")
def tally() -> None:
    """Brings the public numbers up to date."""
    tallies.bring_up_to_date(now=timezone.now())


@shared_task(name="campaigns.signing.recount")
def recount() -> None:
    """Counts all of it anew, to see whether the numbers hold."""
    if wrong := tallies.recount(now=timezone.now(), at_once=False):
        log.error("numbers were wrong and are right again", extra={"count": wrong})


@shared_task(name="campaigns.signing.settle")
def settle() -> None:
    """Makes answers final whose minutes are over."""
    while settling.settle(now=timezone.now()):
        continue


@shared_task(name="campaigns.signing.forget")
def forget() -> None:
    """Erases what nobody confirmed in time."""
    signatures.forget_unconfirmed(now=timezone.now())


@shared_task(name="campaigns.signing.erase")
def erase() -> None:
    """Erases campaigns whose date of erasure has come."""
    erasure.erase_due(now=timezone.now())


@shared_task(name="campaigns.signing.list")
def bring_lists_up_to_date() -> None:
    """The day's names join the open lists; at the close people are asked, and who did not answer goes."""
    lists.release_due(now=timezone.now())
    staying.ask_due(now=timezone.now())
    staying.let_go(now=timezone.now())


@shared_task(name="campaigns.signing.invalidate")
def invalidate() -> None:
    """Takes out what members had taken out, lot by lot."""
    while invalidations.work(now=timezone.now()):
        continue


@shared_task(name="campaigns.signing.ask_again")
def ask_again() -> None:
    """Asks those who signed an earlier text, and moves those who agreed. Strays first: they need no question."""
    carrying.collect_strays()
    while asking.ask_due(now=timezone.now()):
        continue
    while asking.settle(now=timezone.now()):
        continue
