"""Alternates cases in rounds (A B C A B C ...) and divides each by its floors of the same round."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.meter import cpu_of


@dataclass(frozen=True)
class Seen:
    """One case in one round, for each operation: CPU milliseconds and, for orientation only, milliseconds by clock."""

    cpu: float
    clock: float


@dataclass
class Case:
    """One way to do a thing. ``run`` does it some times and returns how many; ``before`` is not measured."""

    name: str
    run: Callable[[], int]
    trees: Sequence[int]
    """Processes whose CPU counts, with all their children; this one only where ``in_here``."""
    floors: Mapping[str, float | None] = field(default_factory=dict)
    """Names of the cases to divide by, each with the goal for the ratio, if there is one."""
    in_here: bool = False
    before: Callable[[], None] | None = None
    seen: list[Seen] = field(default_factory=list)


def measure(case: Case) -> Seen:
    if case.before:
        case.before()
    trees_before, own_before, began = cpu_of(case.trees), time.process_time(), time.perf_counter()
    count = case.run()
    took, own = time.perf_counter() - began, time.process_time() - own_before
    cpu = cpu_of(case.trees) - trees_before + (own if case.in_here else 0)
    return Seen(cpu * 1000 / count, took * 1000 / count)


def alternate(cases: Sequence[Case], rounds: int, tell: Callable[[str], None]) -> None:
    """Runs every case once in each round; the first round only warms up."""
    for number in range(rounds + 1):
        for case in cases:
            seen = measure(case)
            if number:
                case.seen.append(seen)
            tell(f"  round {number or 'to warm up'}: {case.name}: {seen.cpu:.2f} ms CPU")


@dataclass(frozen=True)
class Ratio:
    """One case against one of its floors, round by round."""

    floor: str
    each: list[float]
    goal: float | None

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    @property
    def is_missed(self) -> bool:
        return self.goal is not None and self.median > self.goal


def ratios(case: Case, cases: Sequence[Case]) -> list[Ratio]:
    seen = {one.name: one.seen for one in cases}
    found = []
    for floor, goal in case.floors.items():
        each = [mine.cpu / theirs.cpu for mine, theirs in zip(case.seen, seen[floor], strict=True)]
        found.append(Ratio(floor, each, goal))
    return found


def table(cases: Sequence[Case]) -> str:
    """The cases as Markdown: medians for each operation, the ratios with their range, the goals."""
    lines = ["| case | CPU ms | clock ms | CPU ratio: median [range] | goal |", "|---|---|---|---|---|"]
    for case in cases:
        cpu = statistics.median(seen.cpu for seen in case.seen)
        clock = statistics.median(seen.clock for seen in case.seen)
        lines.append(f"| {case.name} | {cpu:.2f} | {clock:.2f} | | |")
        for ratio in ratios(case, cases):
            spread = f"**{ratio.median:.2f}** [{min(ratio.each):.2f}-{max(ratio.each):.2f}]"
            goal = "" if ratio.goal is None else f"{ratio.goal:g}: {'missed' if ratio.is_missed else 'reached'}"
            lines.append(f"| ... against {ratio.floor} | | | {spread} | {goal} |")
    return "\n".join(lines)
