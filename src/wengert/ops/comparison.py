"""Comparisons, predicates and rounding: piecewise constant, so constant to every sweep.

Knows that these have no derivative. Knows no sweep.
"""

from __future__ import annotations

import operator
from typing import Any

from wengert.arrays import namespace
from wengert.kinds import constant


@constant(symbol="=", node="Eq")
def equal(x: Any, y: Any) -> Any:
    """Whether x = y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(equal(1.0, 1.0))
        True
    """
    return namespace(x, y).equal(x, y)


@constant(symbol="≠", node="Ne")
def not_equal(x: Any, y: Any) -> Any:
    """Whether x ≠ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(not_equal(1.0, 1.0))
        False
    """
    return namespace(x, y).not_equal(x, y)


@constant(symbol="<", node="Lt")
def less(x: Any, y: Any) -> Any:
    """Whether x < y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(less(1.0, 2.0))
        True
    """
    return operator.lt(x, y)


@constant(symbol="≤", node="Le")
def less_equal(x: Any, y: Any) -> Any:
    """Whether x ≤ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(less_equal(1.0, 2.0))
        True
    """
    return operator.le(x, y)


@constant(symbol=">", node="Gt")
def greater(x: Any, y: Any) -> Any:
    """Whether x > y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(greater(1.0, 2.0))
        False
    """
    return operator.gt(x, y)


@constant(symbol="≥", node="Ge")
def greater_equal(x: Any, y: Any) -> Any:
    """Whether x ≥ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(greater_equal(1.0, 2.0))
        False
    """
    return operator.ge(x, y)
