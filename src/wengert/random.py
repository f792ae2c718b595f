"""Random numbers with a memory: a Generator hands out a fresh key at every call.

Knows keys, counters and tensors. The bits are those of `arrays.random`: equal on both array libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.arrays import random as pure
from wengert.step import mode
from wengert.tensor import Tensor

__all__ = ["Generator", "bernoulli", "default_generator", "manual_seed", "normal", "permutation", "randint", "uniform"]


class Generator:
    """A key and a counter of the keys handed out so far.

    Both are tensors, so a compiled step that lists the generator in its state draws new numbers at every call.

    Args:
        seed: Any integer; the same seed gives the same numbers.

    Attributes:
        key: uint32, shape (2,).
        counter: uint32, shape ().

    Example:
        >>> a, b = Generator(7), Generator(7)
        >>> a.uniform((2,)).tolist() == b.uniform((2,)).tolist()
        True
    """

    revised = True  # its tensors stay the same ones: see `compile.revision`

    def __init__(self, seed: int = 0) -> None:
        self.key = Tensor(pure.key_of(seed))
        self.counter = Tensor(np.uint32(0))

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`.

        Raises:
            ArgumentError: `seed` is no integer.
        """
        self.key.value = pure.key_of(seed)
        self.counter.value = np.uint32(0)
        return self

    def next_key(self) -> Any:
        """A fresh key, uint32, shape (2,); the counter moves on.

        Outside a compiled program it is a NumPy array, also after the state has been through XLA.
        """
        key, counter = self.key.value, self.counter.value
        if not is_traced(key):
            if mode.compiling is not None:
                mode.compiling.drawn(self.counter)
            key, counter = np.asarray(key), np.asarray(counter)
        self.counter.value = (counter + np.uint32(1)).astype(np.uint32)
        return pure.fold_in(key, counter)

    def __deepcopy__(self, memo: dict[int, Any]) -> Generator:
        """A generator that goes on as this one would; the default one stays the one there is."""
        if self is default_generator:
            return self
        new = Generator()
        new.key.value, new.counter.value = np.asarray(self.key.value), np.asarray(self.counter.value)
        return new

    def state_tensors(self) -> list[Tensor]:
        """Key and counter: what `compile` carries in and out of a program."""
        return [self.key, self.counter]

    def uniform(self, shape: Any = (), low: float = 0.0, high: float = 1.0, dtype: Any = "float32") -> Tensor:
        """Uniform numbers in [low, high). Returns a tensor of shape `shape`."""
        return self._draw(pure.uniform, shape, low=low, high=high, dtype=dtype)

    def normal(self, shape: Any = (), mean: float = 0.0, std: float = 1.0, dtype: Any = "float32") -> Tensor:
        """Normal numbers. Returns a tensor of shape `shape`."""
        return self._draw(pure.normal, shape, mean=mean, std=std, dtype=dtype)

    def bernoulli(self, p: Any = 0.5, shape: Any = ()) -> Tensor:
        """True with probability `p`. Returns a boolean tensor of shape `shape`."""
        return self._draw(pure.bernoulli, shape, p=p)

    def randint(self, low: int, high: int, shape: Any = ()) -> Tensor:
        """Integers in [low, high). Returns an int64 tensor of shape `shape`."""
        return self._draw(pure.randint, shape, low=low, high=high)

    def permutation(self, count: int) -> Tensor:
        """0 ... count - 1 in random order. Returns an int64 tensor of shape (count,)."""
        return Tensor(pure.permutation(self.next_key(), count))

    def _draw(self, distribution: Callable[..., Any], shape: int | Sequence[int], **options: Any) -> Tensor:
        return Tensor(distribution(self.next_key(), shape=pure.check_shape(shape), **options))


default_generator = Generator(0)


def manual_seed(seed: int) -> Generator:
    """Start the default generator again from `seed`: same seed, same numbers, on both array libraries.

    Args:
        seed: Any integer.

    Returns:
        The default generator.

    Raises:
        ArgumentError: `seed` is no integer.

    Example:
        >>> first = manual_seed(0).uniform().item()
        >>> first == manual_seed(0).uniform().item()
        True
    """
    return default_generator.manual_seed(seed)


def uniform(shape: Any = (), low: float = 0.0, high: float = 1.0, dtype: Any = "float32") -> Tensor:
    """Uniform numbers in [low, high) from the default generator.

    Args:
        shape: Sizes of the axes, or one size.
        low: Lower end.
        high: Upper end.
        dtype: A real floating dtype.

    Returns:
        Tensor of shape `shape`.

    Raises:
        ArgumentError: `shape` is no shape.
        DtypeError: `dtype` is not real floating.

    Example:
        >>> uniform((2, 3)).shape
        (2, 3)
    """
    return default_generator.uniform(shape, low, high, dtype)


def normal(shape: Any = (), mean: float = 0.0, std: float = 1.0, dtype: Any = "float32") -> Tensor:
    """Normal numbers from the default generator.

    Args:
        shape: Sizes of the axes, or one size.
        mean: Mean.
        std: Standard deviation.
        dtype: A real floating dtype.

    Returns:
        Tensor of shape `shape`.

    Raises:
        ArgumentError: `shape` is no shape.
        DtypeError: `dtype` is not real floating.

    Example:
        >>> normal(3).dtype
        dtype('float32')
    """
    return default_generator.normal(shape, mean, std, dtype)


def bernoulli(p: Any = 0.5, shape: Any = ()) -> Tensor:
    """True with probability `p`, from the default generator.

    Args:
        p: Probability, a number or an array that broadcasts to `shape`.
        shape: Sizes of the axes, or one size.

    Returns:
        Boolean tensor of shape `shape`.

    Raises:
        ArgumentError: `shape` is no shape.

    Example:
        >>> bernoulli(0.0, (2,)).tolist()
        [False, False]
    """
    return default_generator.bernoulli(p, shape)


def randint(low: int, high: int, shape: Any = ()) -> Tensor:
    """Integers in [low, high) from the default generator.

    Args:
        low: Smallest.
        high: One above the largest.
        shape: Sizes of the axes, or one size.

    Returns:
        int64 tensor of shape `shape`.

    Raises:
        ArgumentError: There is no integer in the range, or `shape` is no shape.

    Example:
        >>> randint(5, 6, (2,)).tolist()
        [5, 5]
    """
    return default_generator.randint(low, high, shape)


def permutation(count: int) -> Tensor:
    """0 ... count - 1 in random order, from the default generator.

    Args:
        count: How many.

    Returns:
        int64 tensor of shape (count,).

    Example:
        >>> sorted(permutation(3).tolist())
        [0, 1, 2]
    """
    return default_generator.permutation(count)
