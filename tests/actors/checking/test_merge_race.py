"""Two people press the button at the same moment: everything moves once."""

import threading

import pytest
from django.db import connection

from actors.checking import merge_plans, merges
from actors.checking.models import Check, Merge, Origin, Redirect, Revision
from actors.directory.models import Person, Term
from tests import make
from tests.actors.curation.people import appointed

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deeds):
    """Runs the deeds in threads of their own, from one start; returns what each gave or raised."""
    start, found = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait(10)
            found.append(deed())
        except Exception as error:  # the reason is what the test looks at
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_a_merge_is_done_once():
    ada, others = appointed("ada"), [appointed(name) for name in ("ben", "cleo", "dora")]
    gone, kept = (make.fact(Person(key=key, name=key.title(), confidence="high")) for key in ("jane-doe", "jane"))
    for number in range(5):
        office = make.office(address=None)
        make.fact(Term(key=f"t{number}", office=office, person=gone, confidence="high"))
    merge = merges.propose(kind="person", from_key=gone.key, into_key=kept.key, reason="-", by=ada, now=make.NOW)
    mark = merge_plans.plan("person", gone.key, kept.key).mark
    found = at_once([lambda by=by: merges.confirm(merge=merge, mark=mark, by=by, now=make.NOW) for by in others])
    assert sorted(type(one).__name__ for one in found) == ["Merge", "Settled", "Settled"], found
    assert Revision.objects.filter(origin=Origin.MERGE, kind="term").count() == 5
    assert Check.objects.filter(revision__origin=Origin.MERGE).count() == 6, "five terms, and the kept one's names"
    assert Redirect.objects.count() == 1 and Merge.objects.get().moved == 5
    assert Term.objects.public().filter(person=kept).count() == 5


def test_two_merges_of_other_rows_are_both_done():
    """Without the one row that is locked, nobody waits for anybody."""
    ada, ben = appointed("ada"), appointed("ben")
    deeds = []
    for key in ("jane", "joan"):
        for name in (key, f"{key}-doe"):
            make.fact(Person(key=name, name=name.title(), confidence="high"))
        merge = merges.propose(kind="person", from_key=f"{key}-doe", into_key=key, reason="-", by=ada, now=make.NOW)
        mark = merge_plans.plan("person", f"{key}-doe", key).mark
        deeds.append(lambda merge=merge, mark=mark: merges.confirm(merge=merge, mark=mark, by=ben, now=make.NOW))
    assert [type(one) for one in at_once(deeds)] == [Merge, Merge]
    assert Redirect.objects.count() == 2
