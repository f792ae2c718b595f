"""Layers that normalize channels and may keep running averages: BatchNorm and InstanceNorm, by number of axes.

Knows which buffers there are, when they move, and which are used. Knows no formula: those are functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn import functional
from wengert.nn.module import Module
from wengert.nn.parameter import Buffer, Parameter
from wengert.nn.role import roles
from wengert.ops import expand_dims, squeeze
from wengert.tensor import value_of


class _ByChannel(Module):
    """Weight, bias and running averages, a number for each channel."""

    ranks: tuple[int, ...]

    parameter_roles = roles(weight="scale", bias="shift")

    def __init__(
        self, num_features: int, eps: float, momentum: float | None, affine: bool, tracking: bool, dtype: Any
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = tracking
        self.weight = Parameter(np.ones(num_features, dtype)) if affine else None
        self.bias = Parameter(np.zeros(num_features, dtype)) if affine else None
        self.running_mean = Buffer(np.zeros(num_features, dtype)) if tracking else None
        self.running_var = Buffer(np.ones(num_features, dtype)) if tracking else None
        self.num_batches_tracked = Buffer(np.int64(0)) if tracking else None

    def _check(self, x: Any, axis: int) -> None:
        """Refuse another number of axes than `ranks`, or of channels, which stand at `axis`."""
        shape = tuple(np.shape(value_of(x)))
        if len(shape) not in self.ranks or shape[axis] != self.num_features:
            raise ShapeError(
                f"{type(self).__name__}: needs {self.num_features} channels",
                given=f"shape {shape}",
                expected=f"{' or '.join(map(str, self.ranks))} axes",
            )

    def extra_repr(self) -> str:
        """Sizes and what is kept."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_ByChannel):
    """Statistics of the batch in training, running averages in inference."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, *s) -> (b, c, *s).

        Raises:
            ShapeError: `x` has another number of axes or of channels.
            GraphError: Running averages would move inside vmap, scan or checkpoint.
        """
        self._check(x, 1)
        mean, var, count = self.running_mean, self.running_var, self.num_batches_tracked
        if mean is None or count is None or not self.training:
            return functional.batch_norm(x, mean, var, self.weight, self.bias, mean is None, eps=self.eps)
        seen = count.value + np.int64(1)
        momentum = 1 / seen.astype(mean.dtype) if self.momentum is None else self.momentum
        out = functional.batch_norm(x, mean, var, self.weight, self.bias, True, momentum, self.eps)
        count.value = seen
        return out


class BatchNorm1d(_BatchNorm):
    """(x - mean) / √(variance + eps) · weight + bias, a mean and a variance for each feature, taken over the batch.

    In training these are the statistics of the batch, and running averages move toward them; in inference they are the
    running averages. A batch of one example leaves nothing of x: the output is the bias.

    Args:
        num_features: How many features, or channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; None for the plain average of all batches.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages; without them inference, too, uses the batch.
        dtype: Dtype of parameters and running averages.

    Attributes:
        weight: (c,), 1 at first; or None.
        bias: (c,), 0 at first; or None.
        running_mean: (c,), 0 at first; or None.
        running_var: (c,), of unbiased variances, 1 at first; or None.
        num_batches_tracked: How many batches there were; or None.

    References:
        Ioffe & Szegedy (2015), Batch normalization.

    Example:
        >>> norm = BatchNorm1d(2)
        >>> norm(np.array([[1.0, 10.0], [3.0, 30.0]], "float32")).numpy().round(3)
        array([[-1., -1.],
               [ 1.,  1.]], dtype=float32)
        >>> norm.running_mean
        Tensor([0.2, 2. ], dtype=float32)
    """

    ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """`BatchNorm1d` for images: a mean and a variance for each channel, taken over batch, height and width.

    Args:
        num_features: How many channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; None for the plain average of all batches.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages.
        dtype: Dtype of parameters and running averages.

    References:
        Ioffe & Szegedy (2015), Batch normalization.

    Example:
        >>> BatchNorm2d(3)(np.ones((2, 3, 4, 4), "float32")).shape
        (2, 3, 4, 4)
    """

    ranks = (4,)


class BatchNorm3d(_BatchNorm):
    """`BatchNorm1d` for volumes: a mean and a variance for each channel, taken over batch, depth, height and width.

    Args:
        num_features: How many channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; None for the plain average of all batches.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages.
        dtype: Dtype of parameters and running averages.

    References:
        Ioffe & Szegedy (2015), Batch normalization.

    Example:
        >>> BatchNorm3d(3)(np.ones((2, 3, 4, 4, 4), "float32")).shape
        (2, 3, 4, 4, 4)
    """

    ranks = (5,)


class _InstanceNorm(_ByChannel):
    """Statistics of each example; running averages, if there are any, in inference."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, *s) -> (b, c, *s), or (c, *s) -> (c, *s).

        Raises:
            ShapeError: `x` has another number of axes or of channels.
            GraphError: Running averages would move inside vmap, scan or checkpoint.
        """
        single = len(np.shape(value_of(x))) == self.ranks[0]
        self._check(x, 0 if single else 1)
        own = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        out = functional.instance_norm(
            expand_dims(x, axis=0) if single else x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            own,
            momentum,
            self.eps,
        )
        return squeeze(out, axis=0) if single else out


class InstanceNorm1d(_InstanceNorm):
    """(x - mean) / √(variance + eps) · weight + bias, a mean and a variance for each channel of each example.

    Args:
        num_features: How many channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; with None they stay, as in PyTorch.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages, which inference then uses.
        dtype: Dtype of parameters and running averages.

    Attributes:
        weight: (c,), 1 at first; or None.
        bias: (c,), 0 at first; or None.
        running_mean: (c,), 0 at first; or None.
        running_var: (c,), of unbiased variances, 1 at first; or None.
        num_batches_tracked: 0; there because PyTorch's layer has it. Or None.

    References:
        Ulyanov, Vedaldi & Lempitsky (2016), Instance normalization.

    Example:
        >>> InstanceNorm1d(2)(np.array([[[1.0, 3.0], [10.0, 30.0]]], "float32")).round(3)
        array([[[-1.,  1.],
                [-1.,  1.]]], dtype=float32)
    """

    ranks = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """`InstanceNorm1d` for images: a mean and a variance for each channel of each image.

    Args:
        num_features: How many channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; with None they stay, as in PyTorch.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages, which inference then uses.
        dtype: Dtype of parameters and running averages.

    References:
        Ulyanov, Vedaldi & Lempitsky (2016), Instance normalization.

    Example:
        >>> InstanceNorm2d(3)(np.ones((2, 3, 4, 4), "float32")).shape
        (2, 3, 4, 4)
    """

    ranks = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """`InstanceNorm1d` for volumes: a mean and a variance for each channel of each volume.

    Args:
        num_features: How many channels.
        eps: What keeps the root away from 0.
        momentum: What part of the running averages each batch renews; with None they stay, as in PyTorch.
        affine: Whether there are weight and bias.
        track_running_stats: Whether there are running averages, which inference then uses.
        dtype: Dtype of parameters and running averages.

    References:
        Ulyanov, Vedaldi & Lempitsky (2016), Instance normalization.

    Example:
        >>> InstanceNorm3d(3)(np.ones((2, 3, 4, 4, 4), "float32")).shape
        (2, 3, 4, 4, 4)
    """

    ranks = (4, 5)
