"""Notation: v₋₁, v̄₅, ẋ1, 11.652071: how numbers and names are written in a printed list.

Knows characters and how wide they appear. Knows no line and no formula.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

MACRON, DOT = "\u0304", "\u0307"
_SUBSCRIPT = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋", "0123456789-")


def subscript(n: int) -> str:
    """An index below the line.

    Example:
        >>> "v" + subscript(-1)
        'v₋₁'
    """
    return str(n).translate(_SUBSCRIPT)


def superscript(n: int) -> str:
    """An exponent.

    Example:
        >>> "x" + superscript(2)
        'x²'
    """
    return str(n).translate(_SUPERSCRIPT)


def plain(name: str) -> str:
    """A name as it is typed on a keyboard.

    Example:
        >>> plain("v₋₁")
        'v-1'
    """
    return name.translate(_PLAIN)


def marked(name: str, mark: str) -> str:
    """A name with a mark over its first letter: a macron for adjoints, a dot for tangents.

    Example:
        >>> marked("v₅", MACRON), marked("y", MACRON), marked("x1", DOT)
        ('v̄₅', 'ȳ', 'ẋ1')
    """
    return unicodedata.normalize("NFC", name[:1] + mark) + name[1:]


def width(text: str) -> int:
    """How many columns `text` takes on a screen: combining marks take none.

    Example:
        >>> width("v̄₅"), len("v̄₅")
        (2, 3)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """`text` filled with blanks on the right to so many columns.

    Example:
        >>> padded("v̄₅", 4) + "|"
        'v̄₅  |'
    """
    return text + " " * max(0, columns - width(text))


def number(x: Any) -> str:
    """A number to six decimals, or to seven digits where it is very large or very small; with a true minus sign.

    Example:
        >>> number(11.652071455), number(-0.9589242746), number(10.0), number(1.5e-9)
        ('11.652071', '−0.958924', '10', '1.5e−09')
    """
    if isinstance(x, (bool, np.bool_)):
        return str(bool(x))
    if isinstance(x, (complex, np.complexfloating)):
        sign = "−" if np.signbit(x.imag) else "+"
        return f"{number(x.real)} {sign} {number(abs(x.imag))}i"
    if isinstance(x, (int, np.integer)):
        return str(int(x)).replace("-", "−")
    x = float(x)
    if not np.isfinite(x):
        return "nan" if np.isnan(x) else "∞" if x > 0 else "−∞"
    if x == 0:
        return "0"
    text = f"{x:.6f}".rstrip("0").rstrip(".") if 1e-3 <= abs(x) < 1e7 else f"{x:.7g}"
    return text.replace("-", "−")


def value(x: Any, full: int = 6) -> str:
    """A value for a table: a number; a small array in full; a large one as shape, norm and range.

    Args:
        x: Raw array or number, or a tuple of several outputs.
        full: The largest number of elements that is written out.

    Example:
        >>> value(np.array([1.0, -2.5])), value(np.ones((20, 5)))
        ('[1, −2.5]', '(20, 5) norm 10, 1 to 1')
    """
    if isinstance(x, tuple):
        return "(" + ", ".join(value(part, full) for part in x) + ")"
    array = np.asarray(x)
    if array.ndim == 0:
        return number(array[()])
    if array.size <= full:
        return _nested(array)
    shape = str(array.shape)
    if array.dtype.kind not in "fciub":
        array = array.astype(np.float64)
    if array.dtype.kind == "b":
        return f"{shape} {int(array.sum())} of {array.size} true"
    size = np.abs(array) if array.dtype.kind == "c" else array
    norm = float(np.sqrt(np.sum(np.square(np.abs(array).astype(np.float64)))))
    return f"{shape} norm {_short(norm)}, {_short(size.min())} to {_short(size.max())}"


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return number(array[()])
    return "[" + ", ".join(_nested(part) for part in array) + "]"


def _short(x: Any) -> str:
    """A number to four digits, for summaries."""
    return number(float(f"{float(x):.4g}"))
