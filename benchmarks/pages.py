"""Web cases: the campaign's page, and the sending of a signature."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from benchmarks import rows
from benchmarks.browser import expect
from benchmarks.place import Place, Web
from benchmarks.rounds import Case


def page_cases(place: Place, floor: Web, few: Web, many: Web, anew: Web, path: str, count: int) -> list[Case]:
    def asking(web: Web, what: str) -> Callable[[], int]:
        def run() -> int:
            for _each in range(count):
                expect(web.site.get(what), 200)
            return count

        return run

    base, little = "floor: one SELECT and a template, the same bytes", "campaign page, 24 people signed"
    return [
        Case(base, asking(floor, "/page"), [floor.pid, place.postgresql]),
        Case(little, asking(few, path), [few.pid, place.postgresql], {base: 2.0}),
        Case(
            "campaign page, 50,000 signatures",
            asking(many, path),
            [many.pid, place.postgresql],
            {base: 2.0, little: 1.15},
        ),
        Case("beside it: written anew for each reader", asking(anew, path), [anew.pid, place.postgresql], {base: None}),
    ]


BARE_SIGN = "floor: ModelForm and one INSERT"


def first_letter(code: str) -> Any:
    """The campaign's letter to the fewest offices."""
    from campaigns.letters.models import Letter

    return min(
        Letter.objects.open(datetime.now().astimezone()).filter(campaign__code=code),
        key=lambda letter: letter.targets.count(),
    )


def signing(product: Web, code: str, letter: Any, count: int) -> tuple[Callable[[], None], Callable[[], int]]:
    """``before`` and ``run`` of people who send the form of a letter."""
    from campaigns.site.sign_page import about_signing
    from campaigns.supporters.wording import boxes, consent_texts
    from foundation.web.deeds import new_number

    someone = rows.people()
    ticked = {text.kind: "on" for text in consent_texts("en") if text.kind in {"counted", "named"}}
    forms: list[dict[str, str]] = []

    def give_out() -> None:
        about = about_signing(letter.code, letter.current_id, boxes("en", letter.campaign_id))
        forms[:] = [
            {**next(someone), "town": "Exampleton", "country": "FR", **ticked, "number": new_number(about)}
            for _each in range(count)
        ]

    def run() -> int:
        for form in forms:
            expect(product.site.post(f"/en/c/{code}/{letter.key}/sign/", form), 303)
        return count

    return give_out, run


def sign_cases(place: Place, floor: Web, product: Web, code: str, count: int) -> list[Case]:
    from campaigns.letters.models import Letter

    someone = rows.people()

    def at_floor() -> int:
        for _each in range(count):
            person = next(someone)
            fields = {"first_name": person["name"], "last_name": person["name"], "email": person["email"]}
            expect(floor.site.post("/sign", fields), 302)
        return count

    cases = [Case(BARE_SIGN, at_floor, [floor.pid, place.postgresql])]
    letters = list(Letter.objects.open(datetime.now().astimezone()).filter(campaign__code=code))
    letters.sort(key=lambda letter: letter.targets.count())
    for letter in (letters[0], letters[-1]):
        give_out, run = signing(product, code, letter, count)
        name = f"signing POST, letter to {letter.targets.count()} offices"
        trees = [product.pid, place.postgresql, place.redis]
        cases.append(Case(name, run, trees, {BARE_SIGN: 2.5}, before=give_out))
    return cases


def take_in_case(place: Place, code: str, count: int) -> Case:
    """The job behind the POST: sealed rows become supporters, signatures and messages."""
    from campaigns.signing import signatures
    from campaigns.signing.models import Intake

    now = datetime.now().astimezone()

    def before() -> None:
        while signatures.take_in(now=now):
            continue
        receive(code, count, now)

    def run() -> int:
        done = signatures.take_in(now=now, limit=count)
        assert done == count and not Intake.objects.exists()
        return done

    return Case(
        "beside it: the job that takes one signature in",
        run,
        [place.postgresql],
        {BARE_SIGN: None},
        before=before,
        in_here=True,
    )


def receive(code: str, count: int, now: datetime) -> None:
    """As many new people send the form of the campaign's first letter."""
    import uuid

    from campaigns.planning.models import Campaign
    from campaigns.signing import signatures
    from campaigns.signing.models import Intake
    from campaigns.supporters.wording import consent_texts

    campaign = Campaign.objects.get(code=code)
    letter = campaign.letters.open(now).select_related("current").order_by("position")[0]
    counted = [text.pk for text in consent_texts("en") if text.kind in {"counted", "named"}]
    someone = rows.people()
    for _each in range(count):
        signatures.receive(
            kind=Intake.Kind.SIGN,
            campaign=campaign,
            version=letter.current,
            form_number=uuid.uuid4().hex,
            content={
                "details": {**next(someone), "town": "Exampleton", "note": ""},
                "particulars": {"language": "en", "country": "FR", "profession": ""},
                "consents": counted,
                "partners": [],
                "struck": [],
            },
            now=now,
        )
