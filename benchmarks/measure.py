"""Timing of contestants in turn, and the table of what came out.

Knows callables. Knows nothing of what they compute, except that they must have computed it when they return.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: how long each contestant takes, and what is asked of the first, which is ours.

    Args:
        title: What was done, with sizes.
        seconds: Median seconds of one call, by contestant; ours first.
        ratios: Ours divided by each peer: the median over rounds of the ratio within a round.
        goal: The largest ratio wanted, by peer.
    """

    title: str
    seconds: dict[str, float]
    ratios: dict[str, float]
    goal: dict[str, float]

    def misses(self) -> list[str]:
        """The peers against whom the goal is missed."""
        return [peer for peer, most in self.goal.items() if self.ratios[peer] > most]


def seconds_of(call: Callable[[], object], repeats: int) -> float:
    """Seconds of one call, averaged over `repeats` calls in a row."""
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def race(
    title: str, contestants: dict[str, Callable[[], object]], goal: dict[str, float], rounds: int = ROUNDS
) -> Comparison:
    """Time every contestant once a round, in turn, so that what slows the machine down slows all of them.

    Args:
        title: What is done.
        contestants: Ours first. Each must wait for its own result. Called once before, to compile and to warm caches.
        goal: The largest ratio of our time to a peer's that is wanted, by peer.
        rounds: Number of rounds.

    Returns:
        The comparison.
    """
    repeats = {}
    for name, call in contestants.items():
        call()
        repeats[name] = max(1, int(0.05 / max(seconds_of(call, 1), 1e-7)))
    times = [{n: seconds_of(call, repeats[n]) for n, call in contestants.items()} for _ in range(rounds)]
    ours, *peers = contestants
    ratios = {p: statistics.median(t[ours] / t[p] for t in times) for p in peers}
    return Comparison(title, {n: statistics.median(t[n] for t in times) for n in contestants}, ratios, goal)


def duration(seconds: float) -> str:
    """A duration for people.

    Example:
        >>> duration(0.00034), duration(2.5)
        ('340 µs', '2.5 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def table(comparisons: list[Comparison]) -> str:
    """The comparisons as Markdown, one line for each peer."""
    lines = ["| what | ours | peer | its time | ours / peer | goal | |", "|---|---|---|---|---|---|---|"]
    for c in comparisons:
        ours, *peers = c.seconds
        for peer in peers:
            goal = f"≤ {c.goal[peer]:.3g}" if peer in c.goal else ""
            verdict = "" if peer not in c.goal else "missed" if peer in c.misses() else "met"
            row = [
                c.title,
                duration(c.seconds[ours]),
                peer,
                duration(c.seconds[peer]),
                f"{c.ratios[peer]:.3g}",
                goal,
                verdict,
            ]
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)
