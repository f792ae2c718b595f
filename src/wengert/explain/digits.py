"""Digits: how the numbers of an explanation are written, chosen once for all of its tables.

Knows significant digits and how large an array may be to be shown in full. Knows no table and no formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.trace.notation import subscript, superscript


@dataclass(frozen=True, slots=True)
class Digits:
    """How numbers are written: with a true minus sign, so many significant digits, small arrays in full.

    Args:
        significant: Significant digits; zeros at the end are left out.
        full: The largest number of elements of an array that is written out.

    Example:
        >>> digits = Digits(4)
        >>> digits.number(-0.03599481), digits.number(2.0), digits.number(4.15007e-7)
        ('−0.03599', '2', '4.15·10⁻⁷')
        >>> digits.value(np.array([[1.0, -2.5]])), Digits(4, full=3).value(np.ones((20, 5)))
        ('[[1, −2.5]]', '(20, 5), norm 10, 1 to 1')
    """

    significant: int = 7
    full: int = 12

    def number(self, x: Any) -> str:
        """One number."""
        if isinstance(x, (bool, np.bool_)):
            return str(int(x))
        if isinstance(x, (int, np.integer)):
            return str(int(x)).replace("-", "−")
        if isinstance(x, (complex, np.complexfloating)):
            sign = "−" if np.signbit(x.imag) else "+"
            return f"{self.number(x.real)} {sign} {self.number(abs(x.imag))}i"
        x = float(x)
        if not np.isfinite(x):
            return "nan" if np.isnan(x) else "∞" if x > 0 else "−∞"
        if x == 0:
            return "0"
        mantissa, exponent = f"{x:.{self.significant - 1}e}".split("e")
        power = int(exponent)
        if -4 <= power < max(7, self.significant):
            text = f"{x:.{max(0, self.significant - 1 - power)}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        else:
            short = mantissa.rstrip("0").rstrip(".")
            text = f"{short}·10{superscript(power)}"
        return text.replace("-", "−")

    def value(self, x: Any) -> str:
        """A number, a small array in full, or a large one by shape, norm, range and share of zeros."""
        if isinstance(x, tuple):
            return "(" + ", ".join(self.value(part) for part in x) + ")"
        array = np.asarray(x)
        if array.size == 1:
            return self.number(array.reshape(())[()])
        if array.size <= self.full:
            return self._nested(array)
        return self.summary(array)

    def summary(self, x: Any) -> str:
        """A large array in a few words."""
        array = np.asarray(x)
        if array.dtype.kind == "b":
            return f"{array.shape}, {int(array.sum())} of {array.size} true"
        if array.dtype.kind not in "fciu":
            array = array.astype(np.float64)
        short = Digits(4)
        size = np.abs(array) if array.dtype.kind == "c" else array
        norm = np.sqrt(np.sum(np.square(np.abs(array).astype(np.float64))))
        zeros = 1 - np.count_nonzero(array) / max(array.size, 1)
        share = f", {short.number(round(100 * zeros, 2))} % zero" if zeros else ""
        low, high = short.number(size.min()), short.number(size.max())
        return f"{array.shape}, norm {short.number(norm)}, {low} to {high}{share}"

    def _nested(self, array: np.ndarray) -> str:
        if array.ndim == 0:
            return self.number(array[()])
        return "[" + ", ".join(self._nested(part) for part in array) + "]"


def indexed(symbol: str, k: int) -> str:
    """A symbol with an index below the line.

    Example:
        >>> indexed("z", 12)
        'z₁₂'
    """
    return symbol + subscript(k)
