"""Settings of a model as one line of text: words and `name=value`, comma between.

Knows how they are read. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wengert.errors import ArgumentError, unknown


def read_settings(
    owner: str, settings: str, known: Mapping[str, Callable[[str], Any]]
) -> tuple[list[str], dict[str, Any]]:
    """Words and named values.

    Args:
        owner: Whose they are, for messages.
        settings: Such as `tiny,patch=4`.
        known: How the value of each name is read: `int`, `float`, `str`, ...

    Returns:
        The words, and the values by name.

    Raises:
        ArgumentError: A name is unknown, stands twice, or its value cannot be read.

    Example:
        >>> read_settings("vit", "tiny, patch=4", {"patch": int})
        (['tiny'], {'patch': 4})
    """
    words: list[str] = []
    named: dict[str, Any] = {}
    for part in filter(None, (p.strip() for p in settings.split(","))):
        name, equals, value = (p.strip() for p in part.partition("="))
        if not equals:
            words.append(part)
            continue
        if name not in known:
            raise unknown(f"setting of {owner}", name, list(known))
        if name in named:
            raise ArgumentError(f"{owner}: a setting stands twice", given=repr(settings), expected=f"one {name}")
        try:
            named[name] = known[name](value)
        except ValueError:
            kind = getattr(known[name], "__name__", "value")
            raise ArgumentError(
                f"{owner}: {name} cannot be read", given=repr(part), expected=f"{name}=<{kind}>"
            ) from None
    return words, named


def read_sizes(owner: str, sizes: str | Sequence[int], what: str = "sizes", fewest: int = 0) -> list[int]:
    """Positive integers, from text with hyphens between or from a sequence.

    Args:
        owner: Whose they are, for messages.
        sizes: `"64-32"` or `[64, 32]`.
        what: What they are, for messages.
        fewest: How many there must be at least.

    Returns:
        The integers.

    Raises:
        ArgumentError: One is no positive integer, or there are too few.

    Example:
        >>> read_sizes("mlp", "64-32")
        [64, 32]
    """
    parts = [p for p in sizes.split("-") if p] if isinstance(sizes, str) else list(sizes)
    if len(parts) < fewest or any(not str(p).isdigit() or int(p) < 1 for p in parts):
        least = f", {fewest} of them at least" if fewest else ""
        raise ArgumentError(
            f"{owner}: {what} are positive integers{least}", given=repr(sizes), expected="such as 64-32: 64, then 32"
        )
    return [int(p) for p in parts]


def one_word(owner: str, words: Sequence[str], default: str) -> str:
    """The only word of some settings, or the default.

    Raises:
        ArgumentError: There are several.

    Example:
        >>> one_word("cnn", [], "16-32")
        '16-32'
    """
    if len(words) > 1:
        raise ArgumentError(f"{owner}: one word at most", given=", ".join(words), expected=f"such as {default}")
    return words[0] if words else default
