"""Loads states, bodies, groups and offices."""

from typing import Any

from actors.directory.models import Actor, Group, GroupMember, Office, OfficeKind, Region, StatuteStatus
from actors.seed.sheets import Line, Unreadable, day, truth
from actors.seed.sync import Loading, Values, give_revisions, rows, sync

REGIONS = {
    "African": Region.AFRICAN,
    "Asia-Pacific": Region.ASIA_PACIFIC,
    "Eastern European": Region.EASTERN_EUROPEAN,
    "GRULAC": Region.GRULAC,
    "WEOG": Region.WEOG,
    "": Region.NONE,
}
OWN_KINDS = {
    ("US", "head_of_government"),
    ("US", "head_of_state"),
    ("US", "foreign_minister"),
}
"""Posts that one state's own kind of office (President, Secretary of State) already is."""

ONE_STATE = {
    "us_president": "US",
    "us_secretary_of_state": "US",
    # Which states have an Attorney General is not in the data; that Canada does, its law says.
    "attorney_general": "CA",
    "eu_commission_president": "EU",
    "eu_high_representative": "EU",
    "eu_commissioner_fisma": "EU",
    "eu_commissioner_justice": "EU",
    "eu_council_president": "EU",
    "ep_droi_chair": "EU-EP",
    "asp_president": "ASP",
    "un_secretary_general": "UNSG",
    "un_high_commissioner": "OHCHR",
}
MANY_SEATS = {"member_of_parliament"}
"""Kinds that are no single office in a state: nobody could be addressed as the holder."""

NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh")
STATE_COLUMNS = (
    *("iso_alpha2", "iso_alpha3", "iso_numeric", "entity_type", *NAMES, "un_regional_group", "eu_member"),
    *("rome_statute_status", "rome_statute_signed", "rome_statute_instrument", "rome_statute_deposited"),
    *("rome_statute_in_force", "withdrawal_notified", "withdrawal_effective"),
    *("note", "source", "confidence", "confidence_note"),
)


def states(loading: Loading) -> dict[str, Actor]:
    """States, and the bodies they and others form."""

    def build(line: Line) -> tuple[str, Values]:
        key = line["iso_alpha2"]
        if line["un_regional_group"] not in REGIONS:
            raise Unreadable(f"“{line['un_regional_group']}” is no regional group.")
        values: Values = {
            "kind": Actor.Kind.BODY if line["entity_type"] == Actor.Entity.IGO else Actor.Kind.STATE,
            "entity": line["entity_type"],
            "iso_alpha3": line["iso_alpha3"],
            "iso_numeric": line["iso_numeric"],
            **{name: line[name] for name in NAMES},
            "region": REGIONS[line["un_regional_group"]].value,
            "statute_signed_on": day(line["rome_statute_signed"]),
            "statute_instrument": line["rome_statute_instrument"],
            "statute_deposited_on": day(line["rome_statute_deposited"]),
            "statute_in_force_on": day(line["rome_statute_in_force"]),
            "withdrawal_notified_on": day(line["withdrawal_notified"]),
            "withdrawal_effective_on": day(line["withdrawal_effective"]),
            **loading.provenance(
                line,
                confidence=line["confidence"],
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
        }
        computed = Actor(**values).statute_status(loading.data_set_on)
        if line["rome_statute_status"] != computed:
            said = line["rome_statute_status"]
            raise Unreadable(f"the file says {said or 'nothing'}, its dates say {StatuteStatus(computed).value}.")
        return key, values

    lines = loading.read("states.csv", *STATE_COLUMNS)
    sync(Actor, "states", rows(lines, build, loading.report), loading.report, loading.now)
    return bodies(loading)


def bodies(loading: Loading) -> dict[str, Actor]:
    known = {actor.key: actor for actor in Actor.objects.all()}

    def build(line: Line) -> tuple[str, Values]:
        if line["part_of"] and line["part_of"] not in known:
            raise Unreadable(f"“{line['part_of']}” is not in the register.")
        return line["key"], {
            "kind": Actor.Kind.BODY,
            "entity": line["entity"],
            "part_of_id": known[line["part_of"]].pk if line["part_of"] else None,
            **{name: line[name] for name in NAMES[:3]},
            **loading.provenance(line, confidence=None),
            **loading.words("actor", line["key"]),
        }

    lines = loading.read("bodies.csv", "key", "entity", "part_of", *NAMES[:3])
    return sync(Actor, "bodies", rows(lines, build, loading.report), loading.report, loading.now)


def groups(loading: Loading, actors: dict[str, Actor]) -> dict[str, Group]:
    """The groups, with the members of the fixed ones, and the bodies whose members they are."""
    lines = list(loading.read("groups.csv", "key", "name_en", "name_fr", "rule", "base", "complete", "of_body"))

    def build(line: Line) -> tuple[str, Values]:
        base = Group.objects.filter(key=line["base"]).first() if line["base"] else None
        if line["base"] and base is None:
            raise Unreadable(f"“{line['base']}” is no group.")
        return line["key"], {
            "name_en": line["name_en"],
            "name_fr": line["name_fr"],
            "rule": line["rule"],
            "base_id": base.pk if base else None,
            "complete": truth(line["complete"]),
            **loading.provenance(line, confidence=None),
        }

    plain = [line for line in lines if not line["base"]]
    sync(Group, "groups", rows(plain, build, loading.report), loading.report, loading.now)
    based = [line for line in lines if line["base"]]
    found = sync(Group, "groups", rows(based, build, loading.report), loading.report, loading.now)
    for line in lines:
        body = actors.get(line["of_body"])
        group = found.get(line["key"])
        if body and group and body.data_set_on and body.made_of_id != group.pk:
            body.made_of = group
            give_revisions([body], loading.now)
            body.save(update_fields=["made_of", "revision"])
            loading.report.changed["bodies"] += 1
    return found


def members(loading: Loading, actors: dict[str, Actor], groups: dict[str, Group]) -> None:
    """Members of the EU, and signatories of the joint statement."""

    def build(line: Line) -> tuple[str, Values]:
        group = "eu-members" if "eu_member" in line.cells else "signatories-2025-02-07"
        if line["iso_alpha2"] not in actors or group not in groups:
            raise Unreadable("this state or group is not in the register.")
        return f"{group}:{line['iso_alpha2']}", {
            "group_id": groups[group].pk,
            "actor_id": actors[line["iso_alpha2"]].pk,
            "leads": line.cells.get("lead") == "yes",
            "name_as_listed": line.cells.get("name_as_listed", ""),
            **loading.provenance(line, confidence=None, source=line["source"]),
        }

    eu = [line for line in loading.read("states.csv", "iso_alpha2", "eu_member", "source") if truth(line["eu_member"])]
    signed = loading.read("joint_statement_2025-02-07.csv", "iso_alpha2", "name_as_listed", "lead", "source")
    found = rows([*eu, *signed], build, loading.report)
    sync(GroupMember, "members of groups", found, loading.report, loading.now)


def office_kinds(loading: Loading) -> dict[str, OfficeKind]:
    columns = ("office_code", "level", "applies_to", "title_en", "title_fr", "title_es", "note")

    def build(line: Line) -> tuple[str, Values]:
        values: Values = {name: line[name] for name in columns[1:6]}
        return line["office_code"], {**values, **loading.provenance(line, confidence=None, note=line["note"])}

    lines = loading.read("offices.csv", *columns)
    return sync(OfficeKind, "kinds of office", rows(lines, build, loading.report), loading.report, loading.now)


def office_key(actor: str, kind: str) -> str:
    """``CA-attorney-general``, ``EU-commission-president``, ``EU-EP-droi-chair``."""
    short = kind.removeprefix("eu_").removeprefix("ep_").removeprefix("us_").removeprefix("asp_").removeprefix("un_")
    return f"{actor}-{short.replace('_', '-')}"


def offices(loading: Loading, actors: dict[str, Actor], kinds: dict[str, OfficeKind]) -> dict[str, Office]:
    """A row for each office that the generic list says exists, so that letters and people can point at it."""
    report = loading.report
    line_of = {line["office_code"]: line for line in loading.read("offices.csv", "office_code")}

    def wanted() -> Any:
        for code, line in line_of.items():
            kind = kinds.get(code)
            for key in _holders(kind, actors, loading) if kind else []:
                values: Values = {
                    "actor_id": actors[key].pk,
                    "kind_id": kind.pk if kind else None,
                    "title_en": "",
                    "title_fr": "",
                    "title_es": "",
                    **loading.provenance(line, confidence=None),
                    **loading.words("office", office_key(key, code)),
                }
                yield line, office_key(key, code), values

    return sync(Office, "offices", wanted(), report, loading.now)


def _holders(kind: OfficeKind, actors: dict[str, Actor], loading: Loading) -> list[str]:
    if kind.key in MANY_SEATS:
        return []
    if kind.key in ONE_STATE:
        return [ONE_STATE[kind.key]] if ONE_STATE[kind.key] in actors else []
    fits = {
        "every State": lambda actor: actor.is_state,
        "every State Party": lambda actor: actor.is_party(loading.data_set_on),
        "every UN Member": lambda actor: actor.entity == Actor.Entity.UN_MEMBER,
    }.get(kind.applies_to)
    if fits is None:
        return []
    return [key for key, actor in actors.items() if fits(actor) and (key, kind.key) not in OWN_KINDS]
