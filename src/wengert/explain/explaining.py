"""explain: from a function, or a model with data and loss, to its explanation.

Knows which of the two is meant. Knows no view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.explain.digits import Digits
from wengert.explain.explanation import Explanation
from wengert.explain.program import of_function, of_model
from wengert.explain.subject import Subject


def explain(
    f: Callable[..., Any],
    *args: Any,
    target: Any = None,
    loss: Callable[..., Any] | None = None,
    penalties: Sequence[Callable[..., Any]] = (),
    lr: float | None = None,
    seed: Any = None,
    digits: int = 7,
) -> Explanation:
    """Explain a function, or a model with data and loss: every derivative, its formula, its number, where it came from.

    Everything is read from one recording and its sweeps. Nothing is changed: no `.grad`, no parameter, no random state.

    Args:
        f: A function of numbers and arrays; or, with `loss`, a model.
        args: Its arguments; for a model its inputs, (d,) for one sample or (b, d) for b of them.
        target: What the output is compared with; the loss is called with the output alone when None.
        loss: A loss object, or a function of output and target that gives one number. Then `f` is a model.
        penalties: Functions of the model that are added to the loss, such as `wg.optim.regularizers.L2(0.1)`.
        lr: The learning rate for the views of an update.
        seed: The adjoint of the result, in its shape, where the result is not one number.
        digits: Significant digits of all numbers that are shown.

    Returns:
        The explanation: its methods are views, each a table with many forms.

    Raises:
        ArgumentError: A target or penalties without a loss; or nothing was recorded.

    References:
        Wengert (1964), Commun. ACM 7(8), 463-464.

    Example:
        >>> import wengert as wg
        >>> e = wg.explain(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0)
        >>> round(float(e["dy/dx2"]), 6)
        1.716338
        >>> print(e.forward().to_csv().splitlines()[3])
        3,v₁,log(x₁),log(2),0.6931471805599453,forward 1
    """
    if loss is not None:
        return Explanation(Subject(of_model(f, args, target, loss, penalties), seed, Digits(digits)), lr)
    if target is not None or penalties:
        raise ArgumentError(
            "explain: a target needs a loss", given="no loss", hint="wg.explain(model, x, target=y, loss=loss)"
        )
    return Explanation(Subject(of_function(f, args), seed, Digits(digits)), lr)
