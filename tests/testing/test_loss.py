import numpy as np
import pytest

import wengert as wg
from wengert.arrays import is_traced
from wengert.errors import ContractError, GradientError, ShapeError
from wengert.kinds import elementwise
from wengert.tensor import value_of
from wengert.testing import check_loss

OUTPUT = np.random.default_rng(0).normal(size=(4, 3))
TARGET = np.random.default_rng(1).normal(size=(4, 3))


def half(o, t):
    """A right loss, to be spoilt."""
    if o.shape != t.shape:
        raise ShapeError("half: shapes differ")
    return 0.5 * wg.sum((o - t) ** 2)


def test_right_losses_pass():
    check_loss(half, OUTPUT, TARGET)
    check_loss(wg.losses.MSELoss(), OUTPUT, TARGET)
    check_loss(wg.losses.mse_loss, OUTPUT, TARGET)
    check_loss(wg.losses.CrossEntropyLoss(), OUTPUT, np.array([0, 2, 1, 1]))
    check_loss(wg.losses.BCEWithLogitsLoss(), OUTPUT, (TARGET > 0) * 1.0)


def test_losses_of_one_argument_and_of_three_pass():
    check_loss(wg.losses.TotalVariation(), OUTPUT)
    check_loss(wg.losses.GaussianNLLLoss(), OUTPUT, TARGET, np.exp(TARGET))


def test_a_part_held_constant_passes_only_when_it_is_said():
    held = lambda o, t: half(o, t) * wg.stop_gradient(wg.sum(o * o))
    check_loss(held, OUTPUT, TARGET, order=0)
    with pytest.raises(GradientError):
        check_loss(held, OUTPUT, TARGET)


def test_another_gradient_when_compiled_is_caught():
    # The value is right: only the slope is that of a loss three times as large.
    def threefold(o, t):
        loss = half(o, t)
        return 3 * loss - 2 * wg.stop_gradient(loss) if is_traced(value_of(o)) else loss

    with pytest.raises(ContractError, match="part 1: disagrees with the eager one"):
        check_loss(threefold, OUTPUT, TARGET)


def test_a_loss_that_is_not_one_number_is_caught():
    with pytest.raises(ContractError, match="not one number"):
        check_loss(lambda o, t: (o - t) ** 2, OUTPUT, TARGET)


def test_a_loss_that_is_not_finite_is_caught():
    with np.errstate(all="ignore"), pytest.raises(ContractError, match="not finite"):
        check_loss(lambda o, t: wg.log(wg.sum(o - o)), OUTPUT, TARGET)


def test_a_wrong_derivative_is_caught():
    @elementwise()
    def skewed(x):
        return x * x

    skewed.partial = lambda x: 2.002 * x
    with pytest.raises(GradientError, match="gradcheck"):
        check_loss(lambda o, t: wg.sum(skewed(o - t)), OUTPUT, TARGET)


def test_another_answer_when_compiled_is_caught():
    with pytest.raises(ContractError, match="disagrees with the eager one"):
        check_loss(lambda o, t: half(o, t) * (2.0 if is_traced(value_of(o)) else 1.0), OUTPUT, TARGET)


def test_double_precision_out_of_single_is_caught():
    with pytest.raises(ContractError, match="float32 in, float64 out"):
        check_loss(lambda o, t: half(o, t) + np.float64(1), OUTPUT, TARGET)


def test_double_precision_on_the_way_is_caught():
    with pytest.raises(ContractError, match="double precision inside a program in single"):
        check_loss(lambda o, t: wg.astype(half(wg.astype(o, dtype="float64"), t), dtype=o.dtype), OUTPUT, TARGET)


def test_a_target_of_another_length_must_be_refused():
    with pytest.raises(ContractError, match="a target of another length is let through"):
        check_loss(lambda o, t: wg.sum(o * o) + wg.sum(t * t), OUTPUT, TARGET)


def test_reductions_that_do_not_belong_together_are_caught():
    class Crooked(wg.losses.MSELoss):
        def __call__(self, output, target):
            return super().__call__(output, target) * (2 if self.reduction == "sum" else 1)

    with pytest.raises(ContractError, match="reduction='sum': disagrees with the sum of reduction='none'"):
        check_loss(Crooked(), OUTPUT, TARGET)
