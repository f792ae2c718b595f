"""Initial values with structure: identities, orthogonal matrices, columns with few entries.

Knows which axes of a weight are its rows. Knows no gain but what it is given.
"""

from __future__ import annotations

import math

import numpy as np

from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.init.plain import fill, source
from wengert.random import Generator
from wengert.tensor import Tensor


def eye_(x: Tensor) -> Tensor:
    """The identity: a linear layer passes its input on, as far as there is room.

    Raises:
        ShapeError: There are not two axes.

    Example:
        >>> eye_(Tensor(np.zeros((2, 3))))
        Tensor([[1., 0., 0.],
                [0., 1., 0.]])
    """
    _matrix("eye_", x)
    rows, columns = x.shape
    return fill(x, np.eye(rows, columns))


def dirac_(x: Tensor, groups: int = 1) -> Tensor:
    """The identity of convolutions: 1 in the middle of the kernel that leads a channel to itself, in each group.

    Args:
        x: (out, in, *kernel), one to three kernel axes.
        groups: Parts that the output channels are divided into.

    Raises:
        ShapeError: The rank differs, or the groups do not divide the output channels.

    References:
        Zagoruyko & Komodakis (2017), DiracNets, arXiv:1706.00388.

    Example:
        >>> dirac_(Tensor(np.zeros((1, 1, 3))))
        Tensor([[[0., 1., 0.]]])
    """
    if x.ndim not in (3, 4, 5) or groups < 1 or x.shape[0] % groups:
        raise ShapeError("dirac_: needs the weight of a convolution", given=f"shape {x.shape}, groups={groups}")
    out, middle = x.shape[0] // groups, tuple(k // 2 for k in x.shape[2:])
    value = np.zeros(x.shape)
    for channel in range(min(out, x.shape[1])):
        value[(slice(channel, None, out), channel, *middle)] = 1
    return fill(x, value)


def orthogonal_(x: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """A random orthogonal matrix times the gain: rows are orthonormal, or columns if there are more rows.

    Axes behind the first are taken as one. The matrix is uniform over all of them (Haar): QR of a normal matrix, with
    the signs that make R's diagonal positive.

    Args:
        x: (out, *in), at least two axes.
        gain: Factor.
        generator: Source of randomness; the default one when None.

    Raises:
        ShapeError: There are fewer than two axes.

    References:
        Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of learning, ICLR.
        Mezzadri (2007), How to generate random matrices from the classical compact groups, Notices AMS 54.

    Example:
        >>> q = orthogonal_(Tensor(np.zeros((2, 3)))).numpy()
        >>> np.allclose(q @ q.T, np.eye(2))
        True
    """
    if x.ndim < 2:
        raise ShapeError("orthogonal_: needs at least two axes", given=f"shape {x.shape}")
    rows, columns = x.shape[0], size_of(x.shape[1:])
    tall = source(generator).normal((max(rows, columns), min(rows, columns)), dtype="float64").value
    q, r = np.linalg.qr(np.asarray(tall))
    q = q * np.where(np.diagonal(r) < 0, -1, 1)
    return fill(x, gain * np.reshape(q if rows >= columns else q.T, x.shape))


def sparse_(x: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Normal, with the same share of zeros in each column.

    Args:
        x: (out, in).
        sparsity: Share of zeros in a column, rounded up to whole elements.
        std: Standard deviation of the others.
        generator: Source of randomness; the default one when None.

    Raises:
        ShapeError: There are not two axes.
        ArgumentError: The share is none.

    References:
        Martens (2010), Deep learning via Hessian-free optimization, ICML, sec. 5.

    Example:
        >>> (sparse_(Tensor(np.zeros((4, 3))), 0.5).numpy() == 0).sum(axis=0)
        array([2, 2, 2])
    """
    _matrix("sparse_", x)
    if not 0 <= sparsity <= 1:
        raise ArgumentError("sparse_: the sparsity is a share", given=sparsity, expected="0 to 1")
    draws = source(generator)
    places = np.argsort(np.asarray(draws.uniform(x.shape, dtype="float64").value), axis=0)
    values = np.asarray(draws.normal(x.shape, std=std, dtype="float64").value)
    return fill(x, np.where(places < math.ceil(sparsity * x.shape[0]), 0, values))


def _matrix(what: str, x: Tensor) -> None:
    if x.ndim != 2:
        raise ShapeError(f"{what}: needs a matrix", given=f"shape {x.shape}", expected="(out, in)")
