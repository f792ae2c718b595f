"""Agreement: two lists of arrays are equal within rounding, or an error names the entry in which they are not.

Knows shapes, nan and tolerances. Knows no primitive beyond its name in the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ContractError, GradientError, WengertError
from wengert.tensor import value_of
from wengert.transforms.gradcheck import worst_entry


def agree(
    what: str,
    got: Sequence[Any],
    want: Sequence[Any],
    at: str,
    *,
    witness: str = "finite differences",
    rtol: float = 1e-6,
    error: type[WengertError] = GradientError,
) -> None:
    """Compare, entry by entry; errors are measured against the largest entry of each array.

    Args:
        what: Whose numbers these are: "jvp of `tanh`".
        got: The numbers.
        want: The same numbers from elsewhere.
        at: Which call.
        witness: Where `want` is from.
        rtol: Relative error that is let pass.
        error: What to raise.

    Raises:
        GradientError: Or `error`: a shape, a nan or an entry differs.

    Example:
        >>> agree("jvp of `f`", [np.float64(2.0)], [np.float64(2.0)], "here")
    """
    for part, pair in enumerate(zip(got, want, strict=True)):
        g, w = (np.asarray(value_of(a)) for a in pair)
        g, w = (a.astype(np.int8) if a.dtype == bool else a for a in (g, w))
        name = what if len(got) == 1 else f"{what}, part {part}"
        if g.shape != w.shape:
            raise error(f"{name}: wrong shape", given=g.shape, expected=w.shape, at=at)
        worst = worst_entry(g, w, rtol, 0.1 * rtol)
        if worst is not None:
            a, b = g[worst], w[worst]
            size = float(abs(a - b) / max(abs(b), np.finfo(float).tiny))
            raise error(
                f"{name}: disagrees with {witness}",
                given=f"{a:.9g} at entry {list(worst)}",
                expected=f"{b:.9g} (relative error {size:.3g}, limit {rtol:g})",
                at=at,
            )


def finite(what: str, arrays: Sequence[Any], at: str) -> None:
    """Complain of the first nan or infinity.

    Raises:
        ContractError: An entry is not finite.

    Example:
        >>> finite("value of `f`", [np.ones(2)], "here")
    """
    for array in arrays:
        value = np.asarray(value_of(array))
        wrong = np.argwhere(~np.isfinite(value))
        if len(wrong):
            place = tuple(int(k) for k in wrong[0])
            raise ContractError(
                f"{what}: not finite",
                given=f"{value[place]} at entry {list(place)}",
                expected="finite numbers on every sample",
                at=at,
            )


def inner(left: Sequence[Any], right: Sequence[Any]) -> float:
    """The real inner product of two lists of arrays: Re Σ conj(a)·b.

    Example:
        >>> inner([np.array([1j])], [np.array([2j])])
        2.0
    """
    pairs = zip(left, right, strict=True)
    return sum(float(np.vdot(np.asarray(value_of(a)), np.asarray(value_of(b))).real) for a, b in pairs)
