"""Weights by length and direction, and weights divided by their largest singular value.

Knows both functions and the vectors that power iteration keeps. Knows no layer but which axis is that of outputs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError, GraphError
from wengert.nn.convolution_transposed import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from wengert.nn.module import Module
from wengert.nn.parameter import Buffer
from wengert.nn.parametrize import parameter_of, register_parametrization
from wengert.ops import matmul, maximum, moveaxis, reshape, sqrt, vecdot, vector_norm
from wengert.ops import sum as total
from wengert.random import Generator, default_generator
from wengert.tensor import Tensor, value_of

_AT_FIRST = 15  # power iterations on a new weight


def _axis(who: str, dim: int, weight: Tensor) -> int:
    rank = weight.ndim
    if not -rank <= dim < rank:
        raise ArgumentError(f"{who}: there is no such axis", given=dim, expected=f"{-rank} to {rank - 1}")
    return dim % rank


class WeightNorm(Module):
    """Weight = g v / |v|, with a length for each slice along one axis.

    Args:
        rank: Number of axes of the weight.
        dim: The axis; None for one length of all.
    """

    original_roles = ("scale", None)

    def __init__(self, rank: int, dim: int | None) -> None:
        super().__init__()
        self.axes = None if dim is None else tuple(a for a in range(rank) if a != dim)

    def _length(self, v: Any) -> Any:
        return sqrt(total(v * v, axis=self.axes, keepdims=self.axes is not None))

    def forward(self, g: Any, v: Any) -> Any:
        """Shapes: (n, 1, ...) or (), (n, *s) -> (n, *s)."""
        return v * (g / self._length(v))

    def right_inverse(self, weight: Any) -> tuple[Any, Any]:
        """The lengths of a weight, and the weight itself as the direction."""
        return self._length(weight), weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Train a weight by its lengths g and its directions v: weight = g v / |v|.

    Args:
        module: The layer, changed in place.
        name: Name of the weight.
        dim: Axis along which each slice has a length of its own, 0 for one length for each output; None for one in all.

    Returns:
        The layer. Its state has `parametrizations.NAME.original0` (g) and `original1` (v), as in PyTorch.

    Raises:
        ArgumentError: There is no such weight or axis.

    References:
        Salimans & Kingma (2016), Weight normalization.

    Example:
        >>> layer = weight_norm(wg.nn.Linear(3, 2))
        >>> [(name, p.shape) for name, p in layer.named_parameters()][1:]
        [('parametrizations.weight.original0', (2, 1)), ('parametrizations.weight.original1', (2, 3))]
    """
    weight = parameter_of("weight_norm", module, name)
    # PyTorch reads -1 as None.
    axis = None if dim is None or dim == -1 else _axis("weight_norm", dim, weight)
    return register_parametrization(module, name, WeightNorm(weight.ndim, axis))


class SpectralNorm(Module):
    """Weight / σ, with the largest singular value σ of the weight as a matrix, found by power iteration.

    Args:
        weight: The weight at first.
        n_power_iterations: Iterations each time the weight is read while training.
        dim: The axis of outputs; the others are taken as one.
        eps: What keeps lengths away from 0.
        generator: Source of the first vectors.
    """

    def __init__(
        self, weight: Tensor, n_power_iterations: int, dim: int, eps: float, generator: Generator | None = None
    ) -> None:
        super().__init__()
        self.n_power_iterations = n_power_iterations
        self.dim = dim
        self.eps = eps
        if len(weight.shape) > 1:
            source = default_generator if generator is None else generator
            rows, columns = np.shape(value_of(self._matrix(weight)))
            self._u = Buffer(self._unit(source.normal((rows,), dtype=weight.dtype).value))
            self._v = Buffer(self._unit(source.normal((columns,), dtype=weight.dtype).value))
            self._iterate(self._matrix(weight), _AT_FIRST)

    def _matrix(self, weight: Any) -> Any:
        weight = moveaxis(weight, self.dim, 0)
        return reshape(weight, (np.shape(value_of(weight))[0], -1))

    def _unit(self, x: Any) -> Any:
        xp = namespace(x)
        return x / xp.maximum(xp.sqrt(xp.sum(x * x)), self.eps)

    def _iterate(self, matrix: Any, count: int) -> None:
        """Turn both vectors toward the largest singular ones. No derivative."""
        if isinstance(matrix, Tensor) and matrix.step is not None and matrix.step.exemplary:
            raise GraphError(
                "SpectralNorm: its vectors cannot move while a program is recorded (vmap, scan, checkpoint)",
                given="a weight that is only an example",
                hint="eval()",
            )
        w, u, v = value_of(matrix), self._u.value, self._v.value
        for _ in range(count):
            u = self._unit(w @ v)
            v = self._unit(w.T @ u)
        self._u.value, self._v.value = u, v

    def forward(self, weight: Any) -> Any:
        """Shapes: (*s) -> (*s).

        Raises:
            GraphError: The vectors would move inside vmap, scan or checkpoint.
        """
        if len(np.shape(value_of(weight))) == 1:
            return weight / maximum(vector_norm(weight), self.eps)
        matrix = self._matrix(weight)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        return weight / vecdot(self._u.value, matmul(matrix, self._v.value))

    def right_inverse(self, weight: Any) -> Any:
        """The weight itself."""
        return weight


def spectral_norm(
    module: Module,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
    generator: Generator | None = None,
) -> Module:
    """Divide a weight by its largest singular value, so that the layer stretches nothing: its Lipschitz constant is 1.

    The singular vectors are buffers that one power iteration improves each time the weight is read while training; for
    derivatives they are constants.

    Args:
        module: The layer, changed in place.
        name: Name of the weight.
        n_power_iterations: Iterations each time.
        eps: What keeps lengths away from 0.
        dim: The axis of outputs; when None 0, and 1 for transposed convolutions.
        generator: Source of the first vectors; the default one when None.

    Returns:
        The layer. Its state has `parametrizations.NAME.original` and the vectors `0._u` and `0._v` beside it.

    Raises:
        ArgumentError: There is no such weight or axis, or no iteration.

    References:
        Miyato, Kataoka, Koyama & Yoshida (2018), Spectral normalization for generative adversarial networks.

    Example:
        >>> layer = spectral_norm(wg.nn.Linear(3, 3))
        >>> bool(np.linalg.norm(layer.weight.numpy(), 2) < 1.1)
        True
    """
    if n_power_iterations < 1:
        raise ArgumentError("spectral_norm: needs an iteration", given=n_power_iterations, expected="1 or more")
    weight = parameter_of("spectral_norm", module, name)
    if dim is None:
        dim = 1 if isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)) else 0
    axis = _axis("spectral_norm", dim, weight)
    return register_parametrization(module, name, SpectralNorm(weight, n_power_iterations, axis, eps, generator))
