import numpy as np
import pytest

import wengert as wg
from wengert.arrays import is_traced
from wengert.errors import ContractError, GradientError
from wengert.kinds import elementwise
from wengert.tensor import Tensor, value_of
from wengert.testing import check_module

X = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)


class Affine(wg.nn.Module):
    """A right module, to be spoilt."""

    def __init__(self):
        super().__init__()
        self.a = wg.nn.Parameter(np.linspace(0.5, 1.5, 3, dtype=np.float32))
        self.b = wg.nn.Parameter(np.zeros(3, np.float32))

    def forward(self, x):
        return wg.tanh(self.a * x + self.b)


def test_right_modules_pass():
    check_module(Affine(), X)
    check_module(wg.nn.Linear(3, 2), X)
    check_module(wg.nn.Sequential(wg.nn.Linear(3, 8), wg.nn.Tanh(), wg.nn.Dropout(0.5), wg.nn.Linear(8, 2)), X)
    check_module(wg.nn.ReLU(), X)


def test_the_module_comes_back_as_it_was():
    module = Affine()
    module.a.grad = wg.tensor(np.ones(3, np.float32))
    before = {n: t.numpy().copy() for n, t in module.state_dict().items()}
    check_module(module, X)
    assert module.training
    assert module.b.grad is None
    np.testing.assert_array_equal(module.a.grad, np.ones(3))
    for n, t in module.state_dict().items():
        np.testing.assert_array_equal(t, before[n])


def test_a_wrong_derivative_is_caught():
    @elementwise()
    def skewed(x):
        return x * x

    skewed.partial = lambda x: 2.002 * x

    class Wrong(Affine):
        def forward(self, x):
            return skewed(self.a * x + self.b)

    with pytest.raises(GradientError, match="gradcheck: the forward derivative"):
        check_module(Wrong(), X)


def test_a_second_derivative_that_is_lost_is_caught():
    @elementwise()
    def lost(x):
        return x * x

    lost.partial = lambda x: 2 * value_of(x)

    class Wrong(Affine):
        def forward(self, x):
            return lost(self.a * x + self.b)

    check_module(Wrong(), X, order=1)
    with pytest.raises(GradientError, match="order 2"):
        check_module(Wrong(), X)


def test_a_parameter_that_takes_no_part_is_caught():
    class Idle(Affine):
        def forward(self, x):
            return wg.tanh(self.a * x)

    with pytest.raises(ContractError, match="parameter `b` gets no gradient"):
        check_module(Idle(), X)


def test_chance_in_inference_is_caught():
    class Noisy(Affine):
        def forward(self, x):
            return super().forward(x) + np.random.default_rng().normal()

    with pytest.raises(ContractError, match="Noisy, in inference: disagrees with a second call"):
        check_module(Noisy(), X)


def test_a_module_deaf_to_eval_is_caught():
    class Deaf(Affine):
        def train(self, mode=True):
            return super().train(True)

    with pytest.raises(ContractError, match=r"eval\(\) leaves a module training"):
        check_module(Deaf(), X)


def test_a_module_that_stops_recording_in_inference_is_caught():
    class Detached(Affine):
        def forward(self, x):
            out = super().forward(x)
            return out if self.training else Tensor(value_of(out))

    with pytest.raises(ContractError, match=r"eval\(\) stops the recording"):
        check_module(Detached(), X)


def test_another_answer_when_compiled_is_caught():
    class Two(Affine):
        def forward(self, x):
            return super().forward(x) * (2.0 if is_traced(value_of(x)) else 1.0)

    with pytest.raises(ContractError, match="compiled Two: disagrees with the eager one"):
        check_module(Two(), X)


def test_double_precision_out_of_single_is_caught():
    class Wide(Affine):
        def forward(self, x):
            return super().forward(x) + np.zeros(3)

    with pytest.raises(ContractError, match=r"Wide: float32 in, float64 out"):
        check_module(Wide(), X)


def test_a_state_that_does_not_bring_everything_back_is_caught():
    class Forgetful(Affine):
        def load_state_dict(self, state, strict=True):
            return super().load_state_dict({**state, "b": np.zeros(3)}, strict)

    module = Forgetful()
    module.b.value = np.ones(3, np.float32)
    with pytest.raises(ContractError, match="Forgetful, loaded from its state"):
        check_module(module, X)


def test_a_state_with_an_unknown_name_must_be_refused():
    class Lax(Affine):
        def load_state_dict(self, state, strict=True):
            return super().load_state_dict({n: a for n, a in state.items() if n in "ab"}, strict)

    with pytest.raises(ContractError, match="unknown name is let through"):
        check_module(Lax(), X)
