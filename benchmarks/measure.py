"""What contestants cost, measured in turn, and the table of what came out.

Knows callables and numbers. Knows nothing of what is computed, except that it is there when a call returns.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 15
WARM = 0.25  # seconds; OpenMP's threads spin up to 0.2 s after their last work


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: what each contestant costs, and what is asked of the first, which is ours.

    Args:
        title: What was done, with sizes.
        costs: Median cost by contestant, in seconds or bytes; ours first.
        ratios: Ours divided by each peer: the median over rounds of the ratio within a round.
        goal: The largest ratio wanted, by peer.
        show: Writes a cost for people.
    """

    title: str
    costs: dict[str, float]
    ratios: dict[str, float]
    goal: dict[str, float]
    show: Callable[[float], str]

    def misses(self) -> list[str]:
        """The peers against whom the goal is missed."""
        return [peer for peer, most in self.goal.items() if self.ratios[peer] > most]


def seconds_of(call: Callable[[], object], repeats: int = 1) -> float:
    """Seconds of one call, averaged over `repeats` calls in a row."""
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def race(
    title: str, contestants: dict[str, Callable[[], object]], goal: dict[str, float], rounds: int = ROUNDS
) -> Comparison:
    """Time every contestant once a round, in turn, so that what slows the machine down slows all of them.

    Before its turn each runs untimed until the threads of the one before sleep: else the successor of a PyTorch step
    shares its cores with threads that spin. It does not sleep itself: cores that rested are slow for a while.

    Args:
        title: What is done.
        contestants: Ours first. Each must wait for its own result. Called once before, to compile and to warm caches.
        goal: The largest ratio of our time to a peer's that is wanted, by peer.
        rounds: Number of rounds.

    Returns:
        The comparison.
    """
    gc.collect()
    gc.freeze()  # what races before this one have left behind is no work of this one's garbage collector
    repeats = {}
    for name, call in contestants.items():
        call()
        repeats[name] = max(1, int(0.05 / max(seconds_of(call), 1e-7)))
    chance = random.Random(0)
    orders = [chance.sample(list(contestants), len(contestants)) for _ in range(rounds)]
    timed = [{n: _warm(contestants[n], repeats[n]) for n in order} for order in orders]
    gc.unfreeze()
    times = [{n: costs[n] for n in contestants} for costs in timed]
    return compared(title, times, goal)


def _warm(call: Callable[[], object], repeats: int) -> float:
    end = time.perf_counter() + WARM
    while time.perf_counter() < end:
        call()
    return seconds_of(call, repeats)


def compared(
    title: str, rounds: Sequence[dict[str, float]], goal: dict[str, float], show: Callable[[float], str] | None = None
) -> Comparison:
    """The comparison that rounds of measurements make.

    Args:
        title: What is done.
        rounds: Costs by contestant, ours first, once for each round.
        goal: The largest ratio of our cost to a peer's that is wanted, by peer.
        show: Writes a cost for people; as a duration when None.

    Returns:
        The comparison.

    Example:
        >>> compared("walk", [{"us": 2.0, "they": 4.0}, {"us": 3.0, "they": 4.0}], {"they": 1.0}).ratios
        {'they': 0.625}
    """
    ours, *peers = rounds[0]
    ratios = {p: statistics.median(r[ours] / r[p] for r in rounds) for p in peers}
    costs = {n: statistics.median(r[n] for r in rounds) for n in rounds[0]}
    return Comparison(title, costs, ratios, goal, show or duration)


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


def size(count: float) -> str:
    """A number of bytes for people.

    Example:
        >>> size(512), size(3_500_000)
        ('512 B', '3.34 MiB')
    """
    for unit, step in (("MiB", 2**20), ("KiB", 2**10)):
        if count >= step:
            return f"{count / step:.3g} {unit}"
    return f"{count:.0f} B"


def table(comparisons: list[Comparison]) -> str:
    """The comparisons as Markdown, one line for each peer."""
    lines = ["| what | ours | peer | its cost | ours / peer | goal | |", "|---|---|---|---|---|---|---|"]
    for c in comparisons:
        ours, *peers = c.costs
        for peer in peers:
            goal = f"≤ {c.goal[peer]:.3g}" if peer in c.goal else ""
            verdict = "" if peer not in c.goal else "missed" if peer in c.misses() else "met"
            row = [
                c.title,
                c.show(c.costs[ours]),
                peer,
                c.show(c.costs[peer]),
                f"{c.ratios[peer]:.3g}",
                goal,
                verdict,
            ]
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)
