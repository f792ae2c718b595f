"""Random numbers from a key and a counter: one generator, the same bits on both array libraries.

Knows uint32 arithmetic and the distributions built on it. Keeps no state: `wengert.random` does, for those who want it.

The generator is Threefry-2x32 with 20 rounds: a keyed bijection of 64-bit counters. Word k of a stream is word k of
the encrypted counter, so a stream can be cut, joined and drawn in any order, inside a compiled program or out of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import is_complex
from wengert.arrays.namespaces import is_traced, namespace
from wengert.arrays.shapes import Shape
from wengert.errors import ArgumentError, DtypeError

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_SHIFTS = tuple(tuple((np.array(d, np.uint32), np.array(32 - d, np.uint32)) for d in ds) for ds in _ROTATIONS)
_PARITY = np.uint32(0x1BD11BDA)


def key_of(seed: int) -> np.ndarray:
    """The key of a seed: its low and high 32 bits.

    Args:
        seed: Any integer; it is taken modulo 2**64.

    Returns:
        Key, uint32, shape (2,).

    Raises:
        ArgumentError: `seed` is no integer.

    Example:
        >>> key_of(7)
        array([7, 0], dtype=uint32)
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise ArgumentError("seed: needs an integer", given=repr(seed), expected="an integer, such as 0")
    seed = int(seed)
    return np.array([seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF], np.uint32)


def threefry(key: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """Encrypt counters: Threefry-2x32, 20 rounds.

    Args:
        key: Key, uint32, shape (2,).
        low: First words of the counters, uint32, shape (*s) with at least one axis.
        high: Second words, the same shape.

    Returns:
        The two words of each encrypted counter, uint32, shapes (*s).

    References:
        Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3. SC'11.

    Example:
        >>> x, y = threefry(key_of(0), np.zeros(1, np.uint32), np.zeros(1, np.uint32))
        >>> f"{x[0]:08x} {y[0]:08x}"
        '6b200159 99ba4efe'
    """
    keys = (key[:1], key[1:], key[:1] ^ key[1:] ^ _PARITY)
    x, y = low + keys[0], high + keys[1]
    if type(x) is type(y) is np.ndarray and x.size and x.shape == y.shape:
        return _number(keys, x, y) if x.size == 1 else _in_place(keys, x, y)
    for block in range(5):
        for distance in _ROTATIONS[block % 2]:
            x = x + y
            y = (y << np.uint32(distance) | y >> np.uint32(32 - distance)) ^ x
        x = x + keys[(block + 1) % 3]
        y = y + keys[(block + 2) % 3] + np.uint32(block + 1)
    return x, y


def _in_place(keys: tuple[np.ndarray, ...], x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rounds of `threefry` in the memory of NumPy arrays: half the time of rounds that take new memory."""
    high = np.empty_like(y)
    for block in range(5):
        for left, right in _SHIFTS[block % 2]:
            x += y
            np.right_shift(y, right, high)
            y <<= left
            y |= high
            y ^= x
        x += keys[(block + 1) % 3]
        y += keys[(block + 2) % 3] + np.uint32(block + 1)
    return x, y


def _number(keys: tuple[np.ndarray, ...], x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rounds of `threefry` for a single counter, which is what a new key costs: a tenth of the time of arrays."""
    words, a, b, mask = [int(k[0]) for k in keys], x.item(), y.item(), 0xFFFFFFFF
    for block in range(5):
        for distance in _ROTATIONS[block % 2]:
            a = (a + b) & mask
            b = ((b << distance | b >> 32 - distance) & mask) ^ a
        a = (a + words[(block + 1) % 3]) & mask
        b = (b + words[(block + 2) % 3] + block + 1) & mask
    return np.full_like(x, a), np.full_like(y, b)


def fold_in(key: Any, number: Any) -> Any:
    """A new key from a key and a number: independent streams by index.

    Args:
        key: Key, uint32, shape (2,).
        number: Integer below 2**32, or an integer array of shape () that may be traced.

    Returns:
        Key, uint32, shape (2,).

    Example:
        >>> fold_in(key_of(0), 1).tolist() == fold_in(key_of(0), 2).tolist()
        False
    """
    xp = namespace(key, number)
    low = xp.asarray(number if is_traced(number) else np.uint32(number)).astype(np.uint32).reshape(1)
    return xp.concatenate(threefry(key, low, ~low))


def split(key: Any, count: int = 2) -> list[Any]:
    """Independent keys made from one.

    Args:
        key: Key, uint32, shape (2,).
        count: How many.

    Returns:
        Keys, each uint32, shape (2,).

    Example:
        >>> first, second = split(key_of(0))
        >>> first.shape
        (2,)
    """
    return [fold_in(key, k) for k in range(count)]


def bits(key: Any, shape: Sequence[int]) -> Any:
    """Random words.

    Args:
        key: Key, uint32, shape (2,).
        shape: Sizes of the axes.

    Returns:
        Uniform on all 32-bit words, uint32, shape `shape`.

    Example:
        >>> bits(key_of(0), (3,)).dtype
        dtype('uint32')
    """
    return _words(key, math.prod(shape)).reshape(tuple(shape))


def _words(key: Any, count: int) -> Any:
    """`count` words of the stream of `key`: the first words of the counters 0, 1, ..., then their second words."""
    xp = namespace(key)
    low = xp.arange((count + 1) // 2, dtype=np.uint32)
    return xp.concatenate(threefry(key, low, xp.zeros_like(low)))[:count]


def _wide(key: Any, count: int) -> Any:
    """`count` 64-bit words."""
    words = _words(key, 2 * count)
    return words[:count].astype(np.uint64) << np.uint64(32) | words[count:].astype(np.uint64)


def _unit(key: Any, count: int, dtype: np.dtype) -> Any:
    """`count` multiples of 2**-24 (2**-53 for float64) in [0, 1)."""
    if dtype == np.float64:
        return (_wide(key, count) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    unit = (_words(key, count) >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)
    return unit.astype(dtype)


def _float(dtype: Any) -> np.dtype:
    dtype = np.dtype(dtype)
    if (dtype.kind != "f" and dtype.name != "bfloat16") or is_complex(dtype):
        raise DtypeError("random: needs a real floating dtype", given=dtype, expected="float32 or float64")
    return dtype


def uniform(key: Any, shape: Sequence[int] = (), low: float = 0.0, high: float = 1.0, dtype: Any = "float32") -> Any:
    """Uniform numbers from `low` up to, not including, `high`.

    Both array libraries give exactly the same numbers on [0, b) and [-b, b); on other intervals the last addition may
    round once or twice, as the processor likes, and may round to `high` itself.

    Args:
        key: Key, uint32, shape (2,).
        shape: Sizes of the axes.
        low: Lower end.
        high: Upper end.
        dtype: A real floating dtype.

    Returns:
        Numbers, shape `shape`.

    Raises:
        DtypeError: `dtype` is not real floating.

    Example:
        >>> uniform(key_of(0), (2,))
        array([0.4184571 , 0.60049903], dtype=float32)
    """
    dtype = _float(dtype)
    unit = _unit(key, math.prod(shape), dtype)
    if low == -high:
        out = (2 * unit - 1) * high
    else:
        out = unit * (high - low)
        out = out + low if low else out
    return out.reshape(tuple(shape))


def normal(key: Any, shape: Sequence[int] = (), mean: float = 0.0, std: float = 1.0, dtype: Any = "float32") -> Any:
    """Normal numbers, by the polar form of two uniform ones.

    Args:
        key: Key, uint32, shape (2,).
        shape: Sizes of the axes.
        mean: Mean.
        std: Standard deviation.
        dtype: A real floating dtype.

    Returns:
        Numbers, shape `shape`; equal on both array libraries up to the rounding of log, sin and cos.

    Raises:
        DtypeError: `dtype` is not real floating.

    References:
        Box & Muller (1958), Ann. Math. Stat. 29(2), 610-611.

    Example:
        >>> normal(key_of(0), (1000,)).std().round(1)
        np.float32(1.0)
    """
    dtype = _float(dtype)
    xp = namespace(key)
    count = math.prod(shape)
    half = (count + 1) // 2
    unit = _unit(key, 2 * half, dtype)
    radius = xp.sqrt(-2 * xp.log1p(-unit[:half]))
    angle = unit[half:] * (2 * math.pi)
    out = xp.concatenate([radius * xp.cos(angle), radius * xp.sin(angle)])[:count].reshape(tuple(shape))
    return (out * std + mean).astype(dtype)


def bernoulli(key: Any, p: Any = 0.5, shape: Sequence[int] = ()) -> Any:
    """True with probability `p`.

    Args:
        key: Key, uint32, shape (2,).
        p: Probability, a number or an array that broadcasts to `shape`; exact to 2**-24.
        shape: Sizes of the axes.

    Returns:
        Booleans, shape `shape`.

    Example:
        >>> bernoulli(key_of(0), 1.0, (3,))
        array([ True,  True,  True])
    """
    return uniform(key, shape) < p


def randint(key: Any, low: int, high: int, shape: Sequence[int] = (), dtype: Any = "int64") -> Any:
    """Integers from `low` up to, not including, `high`, each equally likely to within (high - low) / 2**64.

    Args:
        key: Key, uint32, shape (2,).
        low: Smallest.
        high: One above the largest.
        shape: Sizes of the axes.
        dtype: An integer dtype.

    Returns:
        Integers, shape `shape`.

    Raises:
        ArgumentError: There is no integer in the range.

    Example:
        >>> randint(key_of(0), 5, 6, (2,))
        array([5, 5])
    """
    if high <= low:
        raise ArgumentError("randint: the range is empty", given=f"low={low}, high={high}", expected="low < high")
    wide = _wide(key, math.prod(shape)) % np.uint64(high - low)
    return (wide.astype(np.int64) + low).astype(dtype).reshape(tuple(shape))


def permutation(key: Any, count: int) -> Any:
    """The numbers 0 ... count - 1 in random order: the order of as many random 64-bit words.

    Args:
        key: Key, uint32, shape (2,).
        count: How many.

    Returns:
        Indices, int64, shape (count,).

    Example:
        >>> sorted(permutation(key_of(0), 4).tolist())
        [0, 1, 2, 3]
    """
    return namespace(key).argsort(_wide(key, count), stable=True)


def check_shape(shape: Any) -> Shape:
    """`shape` as a tuple of sizes; a bare number is one axis.

    Raises:
        ArgumentError: It is neither.

    Example:
        >>> check_shape(3), check_shape((2, 3))
        ((3,), (2, 3))
    """
    sizes = (shape,) if isinstance(shape, (int, np.integer)) else shape
    if not isinstance(sizes, (tuple, list)) or any(not isinstance(n, (int, np.integer)) or n < 0 for n in sizes):
        raise ArgumentError("random: a shape is a tuple of sizes", given=repr(shape), expected="such as (3, 4)")
    return tuple(int(n) for n in sizes)
