"""Averages of the weights along the path: an exponential one (EMA) and an equal one (SWA).

Knows parameters and how many steps were averaged. Knows no optimizer: `optimizer.follow(average)` tells it after every
step, inside compiled epochs too, or call `update()`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.nn import Module
from wengert.nn.state import load
from wengert.optim.group import checked
from wengert.optim.update import like
from wengert.tensor import Tensor


class WeightAverage:
    """Base of the averages: subclasses say how a new point joins.

    Args:
        params: A module, or parameters.
        buffers: Whether the floating buffers of a module (running statistics) are averaged too.

    Attributes:
        count: Points averaged so far, int32, shape ().
        averages: One tensor for each parameter.

    Raises:
        ArgumentError: There are no parameters.
    """

    def __init__(self, params: Any, buffers: bool = False) -> None:
        if isinstance(params, Module):
            named = list(params.named_parameters()) + (list(params.named_buffers()) if buffers else [])
        else:
            named = [(str(k), p) for k, p in enumerate(params)]
        self._sources: dict[str, Tensor] = {n: p for n, p in named if p.dtype.kind in "fc"}
        if not self._sources:
            raise ArgumentError(f"{type(self).__name__}: there are no parameters", expected="a module, or parameters")
        self.averages: dict[str, Tensor] = {n: Tensor(p.value) for n, p in self._sources.items()}
        self.count = Tensor(np.int32(0))

    def weight(self, count: Any) -> Any:
        """How much of the new point the average takes, when `count` points were averaged before.

        Raises:
            ArgumentError: This class does not say.
        """
        del count
        raise ArgumentError(
            f"{type(self).__name__}: the average defines no weight", hint="def weight(self, count): ..."
        )

    def update(self) -> None:
        """Take the parameters as they are into the average."""
        count = self.count.value
        share = self.weight(namespace(count).asarray(count, dtype="float64" if self._wide() else "float32"))
        for name, p in self._sources.items():
            average, part = self.averages[name].value, like(share, p.value)
            self.averages[name].value = average + part * (p.value - average)
        self.count.value = count + 1

    def _wide(self) -> bool:
        return any(t.dtype.itemsize > 4 and t.dtype.kind == "f" for t in self.averages.values())

    def copy_to(self, target: Any = None) -> None:
        """Set parameters to the averages.

        Args:
            target: A module or parameters like those averaged; these themselves when None.
        """
        if target is None:
            pairs = list(zip(self._sources.values(), self.averages.values(), strict=True))
        else:
            named = target.named_tensors() if isinstance(target, Module) else {str(k): p for k, p in enumerate(target)}
            pairs = [(named[n], average) for n, average in self.averages.items()]
        for p, average in pairs:
            p.value = average.value

    def swap(self) -> None:
        """Exchange parameters and averages; a second time puts everything back."""
        for p, average in zip(self._sources.values(), self.averages.values(), strict=True):
            p.value, average.value = average.value, p.value

    @contextmanager
    def swapped(self) -> Generator[None, None, None]:
        """Within the block the parameters are the averages; afterwards everything is as before."""
        self.swap()
        try:
            yield
        finally:
            self.swap()

    def state_tensors(self) -> list[Tensor]:
        """Averages and count: what `compile` carries through a program."""
        return [self.count, *self.averages.values()]

    def state_dict(self) -> dict[str, Tensor]:
        """Averages by name, and `n_averaged`."""
        return {"n_averaged": Tensor(self.count.value)} | {n: Tensor(t.value) for n, t in self.averages.items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take averages and count from what `state_dict` gave.

        Args:
            state: Arrays by name.

        Raises:
            ArgumentError: Names differ; nothing was changed.
            ShapeError: Shapes differ; nothing was changed.
        """
        load({"n_averaged": self.count} | self.averages, state, True, type(self).__name__)


class EMA(WeightAverage):
    """Exponential moving average: θ̄ ← d θ̄ + (1 - d) θ. The first point is taken as it is, as in PyTorch.

    Args:
        params: A module, or parameters.
        decay: d.
        warmup: Whether d is at most (1 + n) / (10 + n) after n points, so that early points are forgotten soon.
        buffers: Whether the floating buffers of a module are averaged too.

    Raises:
        ArgumentError: `decay` is out of range, or there are no parameters.

    References:
        Polyak & Juditsky (1992), SIAM J. Control Optim. 30(4), 838-855.

    Example:
        >>> w = wg.nn.Parameter([0.0])
        >>> average = EMA([w], decay=0.75)
        >>> average.update()
        >>> w.value = np.array([4.0])
        >>> average.update()
        >>> with average.swapped():
        ...     print(w.numpy())
        [1.]
    """

    def __init__(self, params: Any, decay: float = 0.999, warmup: bool = False, buffers: bool = False) -> None:
        checked("EMA", "decay", decay, low=0.0, below=1.0)
        super().__init__(params, buffers)
        self.decay = decay
        self.warmup = warmup

    def weight(self, count: Any) -> Any:
        """1 for the first point, then 1 - d."""
        xp = namespace(count)
        decay = xp.minimum(self.decay, (1 + count) / (10 + count)) if self.warmup else self.decay
        return xp.where(count == 0, 1.0, 1 - decay).astype(count.dtype)


class SWA(WeightAverage):
    """Equal average of every `every`-th point from `start` on.

    Args:
        params: A module, or parameters.
        start: Updates to wait for; until then the average is the last point.
        every: Each how many updates a point is taken.
        buffers: Whether the floating buffers of a module are averaged too.

    Raises:
        ArgumentError: A number is out of range, or there are no parameters.

    References:
        Izmailov, Podoprikhin, Garipov, Vetrov & Wilson (2018), Averaging weights leads to wider optima and better
        generalization, UAI.

    Example:
        >>> w = wg.nn.Parameter([0.0])
        >>> average = SWA([w])
        >>> for x in (1.0, 2.0, 6.0):
        ...     w.value = np.array([x])
        ...     average.update()
        >>> average.copy_to()
        >>> w.numpy()
        array([3.])
    """

    def __init__(self, params: Any, start: int = 0, every: int = 1, buffers: bool = False) -> None:
        checked("SWA", "start", start, low=0)
        checked("SWA", "every", every, low=1)
        super().__init__(params, buffers)
        self.start = start
        self.every = every

    def weight(self, count: Any) -> Any:
        """1 before the start, then 1 / n for the n-th point and 0 between points."""
        xp = namespace(count)
        since = xp.maximum(count - self.start, 0.0)
        taken = since % self.every == 0
        return xp.where(taken, 1 / (xp.floor(since / self.every) + 1), 0.0).astype(count.dtype)
