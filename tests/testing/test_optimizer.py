import numpy as np
import pytest

import wengert as wg
from wengert.arrays import is_traced
from wengert.errors import ContractError
from wengert.testing import check_optimizer


class Plain:
    """Gradient descent with a running mean of gradients, by hand, to be spoilt."""

    rate = 0.02

    def __init__(self, params):
        self.params = params
        self.means = [wg.Tensor(np.zeros(p.shape, p.dtype)) for p in params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for p, m in zip(self.params, self.means, strict=True):
            if p.grad is not None:
                m.value = 0.5 * m.value + p.grad.value
                p.value = p.value - self.rate * m.value

    def state_dict(self):
        return {"means": [wg.Tensor(m.value) for m in self.means]}

    def load_state_dict(self, state):
        for m, new in zip(self.means, state["means"], strict=True):
            m.value = new.value

    def state_tensors(self):
        return [*self.means, *self.params]

    def state_key(self):
        return type(self)


@pytest.mark.parametrize("make", [
    Plain,
    lambda params: wg.optim.SGD(params, lr=0.02),
    lambda params: wg.optim.SGD(params, lr=0.01, momentum=0.9, nesterov=True),
    lambda params: wg.optim.Adam(params, lr=0.05),
    lambda params: wg.optim.AdamW(params, lr=0.05),
    lambda params: wg.optim.Momentum(params, lr=0.05),
])  # fmt: skip
def test_right_optimizers_pass(make):
    check_optimizer(make)


def test_uphill_is_caught():
    class Uphill(Plain):
        rate = -0.001

    with pytest.raises(ContractError, match="Uphill: does not minimise the quadratic"):
        check_optimizer(Uphill)


def test_too_slow_is_caught():
    with pytest.raises(ContractError, match=r"does not minimise the quadratic(.|\n)*after 5 steps"):
        check_optimizer(Plain, steps=5)


def test_moving_without_a_gradient_is_caught():
    class Decaying(Plain):
        def step(self):
            super().step()
            for p in self.params:
                p.value = p.value * 0.999

    with pytest.raises(ContractError, match="moves a parameter that has no gradient"):
        check_optimizer(Decaying)


def test_gradients_that_stay_are_caught():
    class Sticky(Plain):
        def zero_grad(self):
            for p in self.params:
                if p.grad is not None:
                    p.grad = wg.Tensor(p.grad.value * 0)

    with pytest.raises(ContractError, match="moves after zero_grad"):
        check_optimizer(Sticky)


def test_double_precision_in_a_single_program_is_caught():
    class Wide(Plain):
        def step(self):
            for p, m in zip(self.params, self.means, strict=True):
                if p.grad is not None:
                    m.value = 0.5 * m.value + p.grad.value.astype("float64")
                    p.value = (p.value - self.rate * m.value).astype(p.dtype)

    with pytest.raises(ContractError, match="float64 in a float32 program"):
        check_optimizer(Wide)


def test_a_state_that_is_not_saved_is_caught():
    class Forgetful(Plain):
        def load_state_dict(self, state):
            pass

    with pytest.raises(ContractError, match="Forgetful, saved and loaded: disagrees with what it would have been"):
        check_optimizer(Forgetful)


def test_other_steps_when_compiled_are_caught():
    class Two(Plain):
        def step(self):
            super().step()
            for p in self.params:
                if is_traced(p.value):
                    p.value = p.value + 1e-3

    with pytest.raises(ContractError, match="compiled Two: disagrees with the eager one"):
        check_optimizer(Two)
