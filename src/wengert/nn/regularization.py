"""Layers that act differently in training and inference without parameters: Dropout and its kin, and noise.

Knows the training switch of its module. Knows no optimizer.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.functional.dropout import check_probability
from wengert.nn.module import Module
from wengert.random import Generator, default_generator


class _ByChance(Module):
    """A probability to drop, and where the chance comes from."""

    def __init__(self, p: float = 0.5, generator: Generator | None = None) -> None:
        super().__init__()
        self.p = check_probability(type(self).__name__, p)
        self.generator = default_generator if generator is None else generator

    def extra_repr(self) -> str:
        """Probability."""
        return f"p={self.p}"


class Dropout(_ByChance):
    """Each element 0 with probability `p` while training, the rest divided by 1 - p.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> Dropout(0.5).eval()(np.ones(2))
        array([1., 1.])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.dropout(x, self.p, self.training, self.generator)


class Dropout1d(_ByChance):
    """Each channel 0 with probability `p` while training, the rest divided by 1 - p.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    References:
        Tompson, Goroshin, Jain, LeCun & Bregler (2015), Efficient object localization using convolutional networks.

    Example:
        >>> Dropout1d(1.0)(np.ones((2, 3)))
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, n) -> (b, c, n), or (c, n) -> (c, n)."""
        return functional.dropout1d(x, self.p, self.training, self.generator)


class Dropout2d(_ByChance):
    """`Dropout1d` for images.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> Dropout2d(0.5).eval()(np.ones((1, 2, 3, 3))).shape
        (1, 2, 3, 3)
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, h, w) -> (b, c, h, w)."""
        return functional.dropout2d(x, self.p, self.training, self.generator)


class Dropout3d(_ByChance):
    """`Dropout1d` for volumes.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> Dropout3d(0.5).eval()(np.ones((1, 2, 3, 3, 3))).shape
        (1, 2, 3, 3, 3)
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, d, h, w) -> (b, c, d, h, w), or without b."""
        return functional.dropout3d(x, self.p, self.training, self.generator)


class AlphaDropout(_ByChance):
    """Dropout for SELU: what is dropped goes where SELU saturates, and mean 0 and variance 1 are kept.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    References:
        Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-normalizing neural networks.

    Example:
        >>> AlphaDropout(0.5).eval()(np.ones(2))
        array([1., 1.])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.alpha_dropout(x, self.p, self.training, self.generator)


class FeatureAlphaDropout(_ByChance):
    """`AlphaDropout` of whole channels.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> FeatureAlphaDropout(0.5).eval()(np.ones((1, 2, 3))).shape
        (1, 2, 3)
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, *s) -> (b, c, *s)."""
        return functional.feature_alpha_dropout(x, self.p, self.training, self.generator)


class KeepDropout(Module):
    """The textbook form of dropout: `keep` is the probability to keep, and nothing is rescaled while training.

    Each element is 0 with probability 1 - keep; in inference all are multiplied by `keep`. `Dropout(1 - keep)` is this
    divided by `keep`, in both.

    Args:
        keep: Probability to keep.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `keep` is no probability.

    References:
        Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov (2012), arXiv:1207.0580.

    Example:
        >>> KeepDropout(0.75).eval()(np.ones(2))
        array([0.75, 0.75])
    """

    def __init__(self, keep: float = 0.5, generator: Generator | None = None) -> None:
        super().__init__()
        self.keep = check_probability("KeepDropout", keep, "keep")
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.keep_dropout(x, self.keep, self.training, self.generator)

    def extra_repr(self) -> str:
        """Probability."""
        return f"keep={self.keep}"


class GaussianNoise(Module):
    """Normal noise added while training.

    Args:
        std: Standard deviation of the noise.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `std` is negative.

    References:
        Bishop (1995), Training with noise is equivalent to Tikhonov regularization, Neural Computation 7.

    Example:
        >>> GaussianNoise(0.1).eval()(np.ones(2))
        array([1., 1.])
    """

    def __init__(self, std: float = 0.1, generator: Generator | None = None) -> None:
        super().__init__()
        if std < 0:
            raise ArgumentError("GaussianNoise: std is negative", given=std, expected="0 or more")
        self.std = std
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.gaussian_noise(x, self.std, self.training, self.generator)

    def extra_repr(self) -> str:
        """Standard deviation."""
        return f"std={self.std}"


class StochasticDepth(_ByChance):
    """Whole examples 0 with probability `p` while training, the rest divided by 1 - p; timm calls it DropPath.

    It stands at the end of a residual branch, which is then skipped.

    Args:
        p: Probability to drop.
        mode: `row` to drop each example by itself, `batch` to drop all or none.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability, or the mode is unknown.

    References:
        Huang, Sun, Liu, Sedra & Weinberger (2016), Deep networks with stochastic depth.

    Example:
        >>> StochasticDepth(1.0)(np.ones((2, 3)))
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """

    def __init__(self, p: float, mode: str = "row", generator: Generator | None = None) -> None:
        super().__init__(p, generator)
        if mode not in ("row", "batch"):
            raise ArgumentError("StochasticDepth: unknown mode", given=repr(mode), expected="'row' or 'batch'")
        self.mode = mode

    def forward(self, x: Any) -> Any:
        """Shapes: (b, *s) -> (b, *s)."""
        return functional.stochastic_depth(x, self.p, self.mode, self.training, self.generator)

    def extra_repr(self) -> str:
        """Probability and mode."""
        return f"p={self.p}, mode={self.mode!r}"
