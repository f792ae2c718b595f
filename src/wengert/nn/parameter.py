"""Parameter and Buffer: the tensors a module owns.

Knows that a parameter is a leaf of the graph and a buffer is not. Knows no module.
"""

from __future__ import annotations

from typing import Any

from wengert.tensor import Tensor, tensor
from wengert.transforms.dynamic import requires_grad_


class Parameter(Tensor):
    """A tensor that is trained: as an attribute of a module it is found by `parameters()`.

    Args:
        data: Number, nested lists, array or tensor; copied.
        requires_grad: Whether backward sweeps fill `.grad`; False freezes it.

    Raises:
        DtypeError: `data` holds integers or booleans.

    Example:
        >>> Parameter([1.0, 2.0]).requires_grad
        True
    """

    __slots__ = ()

    def __init__(self, data: Any, requires_grad: bool = True) -> None:
        super().__init__(tensor(data).value)
        requires_grad_(self, requires_grad)


class Buffer(Tensor):
    """A tensor that belongs to a module and is saved with it, but is not trained: running statistics, for example.

    Args:
        data: Number, nested lists, array or tensor; copied.

    Example:
        >>> Buffer([0.0]).requires_grad
        False
    """

    __slots__ = ()

    def __init__(self, data: Any) -> None:
        super().__init__(tensor(data).value)
