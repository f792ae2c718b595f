"""Comparisons, predicates and logic: truth has no slope, so they are constant to every sweep.

Knows that these have no derivative. Knows no sweep.
"""

from __future__ import annotations

import operator
from typing import Any

from wengert.arrays import namespace
from wengert.errors import DtypeError
from wengert.kinds import constant
from wengert.samples import boolean, case, complexes, integer, real

_PAIRS = [case(real(3, 4), real(3, 1)), case(integer(3), integer(3)), case(real(), real(2))]
_TRUTHS = [case(boolean(3, 4), boolean(3, 1)), case(integer(5), integer(5))]
_BITS = [case(integer(5, high=9), integer(5, high=9)), case(boolean(4), boolean(4))]
_NO_BITS = [(case(real(3), real(3)), DtypeError, "bitwise")]
_PLACES = [case(real(3, 4)), case(real()), case(complexes(3))]


@constant(symbol="=", node="Eq", broadcasts=True)
def equal(x: Any, y: Any) -> Any:
    """Whether x = y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(equal(1.0, 1.0))
        True
    """
    return namespace(x, y).equal(x, y)


equal.samples = _PAIRS


@constant(symbol="≠", node="Ne", broadcasts=True)
def not_equal(x: Any, y: Any) -> Any:
    """Whether x ≠ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(not_equal(1.0, 1.0))
        False
    """
    return namespace(x, y).not_equal(x, y)


not_equal.samples = _PAIRS


@constant(symbol="<", node="Lt", broadcasts=True)
def less(x: Any, y: Any) -> Any:
    """Whether x < y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(less(1.0, 2.0))
        True
    """
    return operator.lt(x, y)


less.samples = _PAIRS


@constant(symbol="≤", node="Le", broadcasts=True)
def less_equal(x: Any, y: Any) -> Any:
    """Whether x ≤ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(less_equal(1.0, 2.0))
        True
    """
    return operator.le(x, y)


less_equal.samples = _PAIRS


@constant(symbol=">", node="Gt", broadcasts=True)
def greater(x: Any, y: Any) -> Any:
    """Whether x > y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(greater(1.0, 2.0))
        False
    """
    return operator.gt(x, y)


greater.samples = _PAIRS


@constant(symbol="≥", node="Ge", broadcasts=True)
def greater_equal(x: Any, y: Any) -> Any:
    """Whether x ≥ y. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(greater_equal(1.0, 2.0))
        False
    """
    return operator.ge(x, y)


greater_equal.samples = _PAIRS


@constant(symbol="∧", broadcasts=True)
def logical_and(x: Any, y: Any) -> Any:
    """Whether both hold. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(logical_and(True, False))
        False
    """
    return namespace(x, y).logical_and(x, y)


logical_and.samples = _TRUTHS


@constant(symbol="∨", broadcasts=True)
def logical_or(x: Any, y: Any) -> Any:
    """Whether one holds, or both. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(logical_or(True, False))
        True
    """
    return namespace(x, y).logical_or(x, y)


logical_or.samples = _TRUTHS


@constant(symbol="⊻", broadcasts=True)
def logical_xor(x: Any, y: Any) -> Any:
    """Whether exactly one holds. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(logical_xor(True, False))
        True
    """
    return namespace(x, y).logical_xor(x, y)


logical_xor.samples = _TRUTHS


@constant(symbol="¬", broadcasts=True)
def logical_not(x: Any) -> Any:
    """Whether it does not hold. Shapes: (*s) -> (*s) of booleans.

    Example:
        >>> bool(logical_not(True))
        False
    """
    return namespace(x).logical_not(x)


logical_not.samples = [case(boolean(3, 4)), case(integer(5))]


@constant(symbol="&", broadcasts=True)
def bitwise_and(x: Any, y: Any) -> Any:
    """Bits set in both. Shapes: (*s), (*s) of integers or booleans -> (*s), broadcast.

    Example:
        >>> int(bitwise_and(6, 3))
        2
    """
    return namespace(x, y).bitwise_and(x, y)


bitwise_and.samples = _BITS
bitwise_and.rejects = _NO_BITS


@constant(symbol="|", broadcasts=True)
def bitwise_or(x: Any, y: Any) -> Any:
    """Bits set in one or both. Shapes: (*s), (*s) of integers or booleans -> (*s), broadcast.

    Example:
        >>> int(bitwise_or(6, 3))
        7
    """
    return namespace(x, y).bitwise_or(x, y)


bitwise_or.samples = _BITS
bitwise_or.rejects = _NO_BITS


@constant(symbol="^", broadcasts=True)
def bitwise_xor(x: Any, y: Any) -> Any:
    """Bits set in exactly one. Shapes: (*s), (*s) of integers or booleans -> (*s), broadcast.

    Example:
        >>> int(bitwise_xor(6, 3))
        5
    """
    return namespace(x, y).bitwise_xor(x, y)


bitwise_xor.samples = _BITS
bitwise_xor.rejects = _NO_BITS


@constant(symbol="~", broadcasts=True)
def bitwise_invert(x: Any) -> Any:
    """Every bit turned; of a boolean, its opposite. Shapes: (*s) of integers or booleans -> (*s).

    Example:
        >>> int(bitwise_invert(6))
        -7
    """
    return namespace(x).bitwise_not(x)


bitwise_invert.samples = [case(integer(5, high=9)), case(boolean(4))]
bitwise_invert.rejects = [(case(real(3)), DtypeError, "bitwise")]


@constant(symbol="<<", broadcasts=True)
def bitwise_left_shift(x: Any, y: Any) -> Any:
    """Bits moved to higher places. Shapes: (*s), (*s) of integers -> (*s), broadcast.

    Example:
        >>> int(bitwise_left_shift(3, 2))
        12
    """
    return namespace(x, y).left_shift(x, y)


bitwise_left_shift.samples = _BITS[:1]
bitwise_left_shift.rejects = [(case(real(3), real(3)), DtypeError, "left_shift")]


@constant(symbol=">>", broadcasts=True)
def bitwise_right_shift(x: Any, y: Any) -> Any:
    """Bits moved to lower places. Shapes: (*s), (*s) of integers -> (*s), broadcast.

    Example:
        >>> int(bitwise_right_shift(12, 2))
        3
    """
    return namespace(x, y).right_shift(x, y)


bitwise_right_shift.samples = _BITS[:1]
bitwise_right_shift.rejects = [(case(real(3), real(3)), DtypeError, "right_shift")]


@constant(broadcasts=True)
def isfinite(x: Any) -> Any:
    """Whether it is neither infinite nor nan. Shapes: (*s) -> (*s) of booleans.

    Example:
        >>> bool(isfinite(1.0))
        True
    """
    return namespace(x).isfinite(x)


isfinite.samples = _PLACES


@constant(broadcasts=True)
def isinf(x: Any) -> Any:
    """Whether it is infinite. Shapes: (*s) -> (*s) of booleans.

    Example:
        >>> bool(isinf(1.0))
        False
    """
    return namespace(x).isinf(x)


isinf.samples = _PLACES


@constant(broadcasts=True)
def isnan(x: Any) -> Any:
    """Whether it is not a number. Shapes: (*s) -> (*s) of booleans.

    Example:
        >>> bool(isnan(1.0))
        False
    """
    return namespace(x).isnan(x)


isnan.samples = _PLACES


@constant(broadcasts=True)
def signbit(x: Any) -> Any:
    """Whether the sign bit is set, as it is for -0.0. Shapes: (*s) -> (*s) of booleans.

    Example:
        >>> bool(signbit(-0.0))
        True
    """
    return namespace(x).signbit(x)


signbit.samples = [case(real(3, 4)), case(real())]


@constant(broadcasts=True)
def isclose(x: Any, y: Any, *, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether |x - y| ≤ atol + rtol·|y|; nan = nan if `equal_nan`. Shapes: (*s), (*s) -> (*s) of booleans, broadcast.

    Example:
        >>> bool(isclose(1.0, 1.0 + 1e-9))
        True
    """
    return namespace(x, y).isclose(x, y, rtol, atol, equal_nan)


isclose.samples = [*_PAIRS, case(complexes(3), complexes(3)), case(real(3), real(3), rtol=0.0, atol=1.0)]


@constant()
def allclose(x: Any, y: Any, *, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether `isclose` holds everywhere. Shapes: (*s), (*s) -> () boolean.

    Example:
        >>> bool(allclose(1.0, 1.0 + 1e-9))
        True
    """
    return namespace(x, y).all(namespace(x, y).isclose(x, y, rtol, atol, equal_nan))


allclose.samples = [*_PAIRS, case(real(3), real(3), atol=9.0)]
