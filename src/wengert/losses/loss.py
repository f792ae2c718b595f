"""Loss: an objective as an object that remembers its options; what is known of each; the registry of them.

Knows reductions, weights of samples, seeds and output Hessians. Knows no formula: each loss is a function first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from wengert.errors import ArgumentError, unknown
from wengert.losses.reduce import REDUCTIONS, column, divisor, quotient, reduced, sample_weights, shape_of
from wengert.ops import sum
from wengert.samples import Case
from wengert.transforms.reverse import grad
from wengert.transforms.second import hvp

Product = Callable[[Any], Any]

LOSSES: dict[str, type[Loss]] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a loss before it is used, for people who choose one. Nothing is decided by it.

    In formulas o is the output, y the target, n the number of terms, p = softmax(o) and σ the logistic function.

    Args:
        task: What it is for.
        formula: One term.
        seed: The first signal of the reverse sweep: the derivative of one term in the output.
        strengths: Why one takes it.
        weaknesses: Why one does not.
        activation: What the last layer should end with.
        hessian: The second derivative of one term in the output, where it has a closed form.
        convex: Whether it is convex in the output.
        source: Where it is from.
    """

    task: str
    formula: str
    seed: str
    strengths: str
    weaknesses: str
    activation: str = "none"
    hessian: str = ""
    convex: bool = False
    source: str = ""


class Loss:
    """Base of the loss objects: called with an output and a target.

    A subclass states `formula`, a function of the same arguments and options. With a name, as in
    `class Cubic(Loss, name="cubic")`, it enters the registry `LOSSES`, from which the command line takes it, and states
    `facts` and `samples` too.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean` (the sum divided by the number of samples).

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> loss = wg.losses.MSELoss()
        >>> float(loss(np.array([1.0, 5.0]), np.array([1.0, 1.0]), sample_weight=np.array([3.0, 1.0])))
        4.0
    """

    formula: ClassVar[Callable[..., Any] | None] = None
    facts: ClassVar[Facts]
    samples: ClassVar[tuple[Case, ...]]
    name: ClassVar[str] = ""
    reduction: str

    def __init_subclass__(cls, name: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if not name:
            return
        missing = [word for word in ("formula", "facts", "samples") if word not in vars(cls)]
        if missing:
            raise ArgumentError(
                f"{cls.__name__}: a registered loss states what it is",
                given=f"no {', '.join(missing)}",
                expected="formula, facts and samples",
            )
        known = LOSSES.get(name)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ArgumentError(f"{name}: there is a loss of that name", given=cls.__name__, expected="another name")
        cls.name = name
        LOSSES[name] = cls

    def __init__(self, reduction: str = "mean") -> None:
        self.reduction = reduction
        self.__post_init__()

    def __post_init__(self) -> None:
        if self.reduction not in REDUCTIONS:
            raise unknown("reduction", str(self.reduction), REDUCTIONS)

    def __call__(self, *args: Any, sample_weight: Any = None) -> Any:
        """The loss of an output and a target.

        Args:
            args: As for the function.
            sample_weight: How often each sample counts, (b,): a weight of 2 is the sample seen twice. The mean is over
                what is counted, Σ w·loss / Σ w.

        Returns:
            Shape (), or that of the terms for `none`.

        Raises:
            ShapeError: The shapes do not fit.
        """
        formula = type(self).formula
        if formula is None:
            raise ArgumentError(f"{type(self).__name__}: the loss states no formula")
        if sample_weight is None:
            return formula(*args, **vars(self))
        terms = formula(*args, **{**vars(self), "reduction": "none"})
        weights = sample_weights(type(self).__name__, sample_weight, terms)
        shape = shape_of(terms)
        terms = terms * column(weights, len(shape))
        if self.reduction in ("none", "sum"):
            return reduced(terms, self.reduction)
        return quotient(sum(terms), divisor(self.reduction, shape, self.counts(*args), weights))

    def counts(self, *args: Any) -> Any:
        """What each term counts for in the mean, in the shape of the terms; None: each as one."""
        del args
        return None

    def curvature(self, *args: Any) -> Product | None:
        """The action v -> H·v of the Hessian, in the output, of the sum of all terms; None: no closed form is stated.

        Terms do not share outputs where it is stated: the Hessian has one block for each sample.
        """
        del args
        return None

    def output_hessian(self, *args: Any, sample_weight: Any = None) -> Product:
        """The Hessian of this loss in its output, as its action on a vector. Reduction and weights are in it.

        Args:
            args: As for the loss: the output, the target, and so on.
            sample_weight: As for the loss.

        Returns:
            `v -> H·v`, shapes: that of the output. From the closed form where one is stated (`facts.hessian`), else a
            forward sweep over the reverse sweep.

        Raises:
            ArgumentError: The reduction is `none`: many numbers have no one Hessian.

        Example:
            >>> product = wg.losses.MSELoss("sum").output_hessian(np.array([1.0, 2.0]), np.zeros(2))
            >>> product(np.array([1.0, 0.0]))
            array([2., 0.])
        """
        if self.reduction == "none":
            raise ArgumentError("output_hessian: of one number only", given="reduction='none'", expected="mean or sum")
        action = self.curvature(*args)
        output, *others = args
        if action is None:
            total = lambda o: self(o, *others, sample_weight=sample_weight)
            return lambda v: hvp(total, (output,), (v,))
        shape, counts, weights = shape_of(output), self.counts(*args), None
        if sample_weight is not None:
            weights = sample_weights(type(self).__name__, sample_weight, output)
        count = divisor(self.reduction, shape if counts is None else shape_of(counts), counts, weights)
        scale = quotient(1.0 if weights is None else column(weights, len(shape)), count)
        return lambda v: scale * action(v)

    def seed(self, *args: Any, sample_weight: Any = None) -> Any:
        """The derivative in the output, from which a reverse sweep starts; only it depends on the loss.

        Args:
            args: As for the loss.
            sample_weight: As for the loss.

        Returns:
            Shape: that of the output.

        Example:
            >>> wg.losses.MSELoss("sum").seed(np.array([1.0, 2.0]), np.zeros(2))
            array([2., 4.])
        """
        return grad(lambda *a: self(*a, sample_weight=sample_weight))(*args)

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({options})"


def diagonal(second: Any) -> Product:
    """The action of a Hessian whose only entries are `second`, on its diagonal. Shapes: (*s) -> (*s).

    Example:
        >>> diagonal(np.array([2.0, 0.0]))(np.ones(2))
        array([2., 0.])
    """
    return lambda v: second * v


def by_name(name: str, **options: Any) -> Loss:
    """A loss of the registry.

    Args:
        name: One of `LOSSES`.
        options: Its options.

    Returns:
        The loss.

    Raises:
        ArgumentError: There is no such loss, or it has no such option.

    Example:
        >>> by_name("huber", delta=0.5)
        HuberLoss(reduction='mean', delta=0.5)
    """
    if name not in LOSSES:
        raise unknown("loss", name, LOSSES)
    try:
        return LOSSES[name](**options)
    except TypeError:
        known = list(vars(LOSSES[name]()))
        wrong = next((o for o in options if o not in known), "")
        if not wrong:
            raise
        raise unknown(f"option of {name}", wrong, known) from None
