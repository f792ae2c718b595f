"""Piecewise linear activations: ReLU, its leaky and bounded relatives, Threshold.

Knows the functions behind the names, and the one parameter there is: the slope of PReLU; the slopes of RReLU are drawn.
Derivatives are those of the functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.nn import functional
from wengert.nn.functional.rectifier import check_slopes
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import OTHER, roles
from wengert.random import Generator, default_generator


class ReLU(Module):
    """max(x, 0), with slope 0 at 0.

    References:
        Glorot, Bordes & Bengio (2011), Deep sparse rectifier neural networks, AISTATS.

    Example:
        >>> ReLU()(np.array([-1.0, 2.0]))
        array([0., 2.])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.relu(x)


class ReLU6(Module):
    """min(max(x, 0), 6).

    References:
        Howard et al. (2017), MobileNets, arXiv:1704.04861.

    Example:
        >>> ReLU6()(np.array([-1.0, 9.0]))
        array([0., 6.])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.relu6(x)


class LeakyReLU(Module):
    """x above 0, `negative_slope` times x below.

    Args:
        negative_slope: The slope below 0, and at 0.

    References:
        Maas, Hannun & Ng (2013), Rectifier nonlinearities improve neural network acoustic models, ICML workshop.

    Example:
        >>> LeakyReLU()(np.array([-1.0, 2.0]))
        array([-0.01,  2.  ])
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        """Options."""
        return f"negative_slope={self.negative_slope}"


class PReLU(Module):
    """x above 0, and below it x times a slope that is trained.

    Args:
        num_parameters: 1 for one slope, or the number of channels for one each.
        init: Initial slope.
        dtype: Dtype of the parameter.

    Attributes:
        weight: (num_parameters,).

    References:
        He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, ICCV.

    Example:
        >>> PReLU()(np.array([-1.0, 2.0]))
        Tensor([-0.25,  2.  ], grad_fn=<PreluKernelBackward0>)
    """

    parameter_roles = roles(weight=OTHER)  # a slope: decay would make it a plain ReLU

    def __init__(self, num_parameters: int = 1, init: float = 0.25, dtype: Any = "float32") -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(np.full(num_parameters, init, dtype))

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *s); any shape with a single slope.

        Raises:
            ShapeError: The number of channels is another.
        """
        return functional.prelu(x, self.weight)

    def extra_repr(self) -> str:
        """Number of slopes."""
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """x above 0, and below it x times a slope drawn for each element while training, times the mean slope in inference.

    Args:
        lower: Smallest slope.
        upper: Largest slope.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `lower` is above `upper`.

    References:
        Xu, Wang, Chen & Li (2015), Empirical evaluation of rectified activations in convolutional network,
        arXiv:1505.00853.

    Example:
        >>> RReLU(0.25, 0.75).eval()(np.array([-1.0, 2.0]))
        array([-0.5,  2. ])
    """

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, generator: Generator | None = None) -> None:
        super().__init__()
        self.lower, self.upper = check_slopes("RReLU", lower, upper)
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.rrelu(x, self.lower, self.upper, self.training, self.generator)

    def extra_repr(self) -> str:
        """Slopes."""
        return f"lower={self.lower}, upper={self.upper}"


class Hardtanh(Module):
    """x held between two bounds.

    Args:
        min_val: Lower bound.
        max_val: Upper bound.

    Example:
        >>> Hardtanh()(np.array([-3.0, 0.5]))
        array([-1. ,  0.5])
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        super().__init__()
        self.min_val = min_val
        self.max_val = max_val

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.hardtanh(x, self.min_val, self.max_val)

    def extra_repr(self) -> str:
        """Bounds."""
        return f"min_val={self.min_val}, max_val={self.max_val}"


class Threshold(Module):
    """x above the threshold, else `value`.

    Args:
        threshold: Where to cut.
        value: What stands for the rest.

    Example:
        >>> Threshold(1.0, 20.0)(np.array([0.5, 2.0]))
        array([20.,  2.])
    """

    def __init__(self, threshold: float, value: float) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.threshold(x, self.threshold, self.value)

    def extra_repr(self) -> str:
        """Options."""
        return f"threshold={self.threshold}, value={self.value}"
