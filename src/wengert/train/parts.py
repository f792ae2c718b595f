"""Parts of a job from short texts: augmentations, penalties and schedules, such as `crop:2`, `l2:1e-4` and `cosine`.

Knows their names and what the numbers behind the colon mean. Knows no job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wengert.data import augment
from wengert.data.augment import Augmentation, Compose
from wengert.errors import ArgumentError, unknown
from wengert.optim import Schedule, cosine, inverse_root, linear, one_cycle, polynomial, stepped, warmup
from wengert.optim.regularizers import L1, L2, ElasticNet, Lp, Penalty

AUGMENTATIONS: dict[str, Callable[..., Augmentation]] = {
    "flip": augment.Flip,
    "crop": lambda padding=2: augment.Crop(int(padding)),
    "translate": augment.Translate,
    "rotate": augment.Rotate,
    "noise": augment.Noise,
    "erase": augment.Erase,
    "brightness": augment.Brightness,
    "contrast": augment.Contrast,
}
MIXTURES: dict[str, Callable[..., Augmentation]] = {"mixup": augment.Mixup, "cutmix": augment.CutMix}
PENALTIES: dict[str, Callable[..., Penalty]] = {"l1": L1, "l2": L2, "lp": Lp, "elastic": ElasticNet}
SCHEDULES: dict[str, Callable[[int], Schedule | float]] = {
    "constant": lambda steps: 1.0,
    "cosine": cosine,
    "linear": lambda steps: linear(steps, 1.0, 0.0),
    "polynomial": lambda steps: polynomial(steps, 2.0),
    "steps": lambda steps: stepped(max(1, steps // 3)),
    "inverse_root": lambda steps: inverse_root(max(1, steps // 100)),
    "one_cycle": one_cycle,
}


def part(text: str, table: Mapping[str, Callable[..., Any]], what: str) -> Any:
    """What a text such as `name` or `name:number,number` stands for.

    Args:
        text: The text.
        table: What there is, by name; called with the numbers.
        what: What it is, for messages.

    Returns:
        What the function of that name gives.

    Raises:
        ArgumentError: The name is unknown, or the numbers make no sense.

    Example:
        >>> part("l2:0.5", PENALTIES, "penalty")
        L2(0.5)
    """
    name, _, numbers = text.partition(":")
    if name not in table:
        raise unknown(what, name, table)
    try:
        values = [float(number) for number in numbers.split(",") if number]
    except ValueError:
        raise ArgumentError(
            f"{what} {name}: what stands behind the colon are numbers", given=repr(text), expected=f"such as {name}:0.1"
        ) from None
    try:
        return table[name](*values)
    except TypeError:
        raise ArgumentError(f"{what} {name}: other numbers are needed", given=repr(text)) from None


def augmentation_from(texts: Sequence[str], classes: int) -> Augmentation | None:
    """The augmentations that texts stand for, one after another.

    Args:
        texts: Such as `["flip", "crop:2", "mixup:0.2"]`.
        classes: Number of classes, for those that mix targets.

    Returns:
        One augmentation; None where there are no texts.

    Raises:
        ArgumentError: A name is unknown, its numbers make no sense, or targets that are no classes would be mixed.

    Example:
        >>> augmentation_from([], 10) is None
        True
    """
    mixing = [text for text in texts if text.partition(":")[0] in MIXTURES]
    if mixing and not classes:
        raise ArgumentError(f"{mixing[0]}: mixes classes", given="targets that are no classes")
    mixtures = {n: lambda *a, make=make: make(classes, *a) for n, make in MIXTURES.items()}
    found = [part(text, {**AUGMENTATIONS, **mixtures}, "augmentation") for text in texts]
    return None if not found else found[0] if len(found) == 1 else Compose(*found)


def penalty_from(texts: Sequence[str]) -> Penalty | None:
    """The sum of the penalties that texts stand for; None where there are none.

    Raises:
        ArgumentError: A name is unknown, or its numbers make no sense.

    Example:
        >>> penalty_from(["l1:0.1", "l2:0.2"])
        L1(0.1) + L2(0.2)
    """
    found = [part(text, PENALTIES, "penalty") for text in texts]
    total = found[0] if found else None
    for more in found[1:]:
        total = total + more
    return total


def rate_from(lr: float, schedule: str, steps: int, warm: float) -> float | Schedule:
    """The learning rate of every step.

    Args:
        lr: The largest rate.
        schedule: One of `SCHEDULES`.
        steps: Steps in all.
        warm: Share of the steps in which the rate rises from 0 first.

    Returns:
        A number, or a schedule.

    Raises:
        ArgumentError: The schedule is unknown.

    Example:
        >>> rate_from(0.1, "constant", 100, 0.0), rate_from(0.1, "cosine", 100, 0.1)
        (0.1, 0.1 · warmup(10) then cosine(90, 0.0) at 10)
    """
    if schedule not in SCHEDULES:
        raise unknown("schedule", schedule, SCHEDULES)
    rising = min(round(warm * steps), steps - 1)
    rest = SCHEDULES[schedule](steps - rising)
    if not rising:
        return lr * rest
    falling = rest if isinstance(rest, Schedule) else Schedule(lambda step: step * 0.0 + 1.0, "constant")
    return lr * warmup(rising).then(falling, at=rising)
