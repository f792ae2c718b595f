"""Constants and plain distributions: moments, dtypes, and the truncated normal against SciPy's distribution."""

import numpy as np
import pytest
from scipy import stats

from wengert.errors import ArgumentError
from wengert.nn import init
from wengert.nn.init.plain import fill, source
from wengert.random import Generator, default_generator
from wengert.tensor import Tensor

SIZE = 20_000


def make(dtype="float32"):
    return Tensor(np.zeros(SIZE, dtype))


def test_constants():
    assert init.ones_(Tensor(np.zeros(2))).tolist() == [1.0, 1.0]
    assert init.zeros_(Tensor(np.ones(2))).tolist() == [0.0, 0.0]
    assert init.constant_(Tensor(np.ones(2)), 3).tolist() == [3.0, 3.0]


def test_a_tensor_keeps_its_dtype_and_the_call_returns_it():
    x = Tensor(np.zeros(2, "float32"))
    assert fill(x, [1, 2]) is x
    assert x.dtype == np.float32


def test_the_default_generator_is_used_when_none_is_given():
    assert source(None) is default_generator
    own = Generator(1)
    assert source(own) is own


@pytest.mark.parametrize(("call", "law"), [
    (lambda x, g: init.uniform_(x, -2, 3, g), stats.uniform(-2, 5)),
    (lambda x, g: init.normal_(x, 1, 2, g), stats.norm(1, 2)),
    (lambda x, g: init.trunc_normal_(x, generator=g), stats.truncnorm(-2, 2)),
    (lambda x, g: init.trunc_normal_(x, 1.0, 0.5, -1, 1.2, g), stats.truncnorm(-4, 0.4, 1, 0.5)),
    (lambda x, g: init.trunc_normal_(x, 0.0, 1.0, 6, 7, g), stats.truncnorm(6, 7)),
], ids=["uniform", "normal", "truncated", "truncated to one side", "truncated in the far tail"])  # fmt: skip
def test_samples_follow_their_law(call, law):
    x = call(make(), Generator(0))
    assert x.dtype == np.float32
    assert stats.kstest(x.numpy(), law.cdf).pvalue > 0.01


def test_truncated_values_stay_within_their_bounds():
    x = init.trunc_normal_(make(), std=100.0, a=-0.5, b=0.25, generator=Generator(0)).numpy()
    assert -0.5 <= x.min() < -0.49
    assert 0.24 < x.max() <= 0.25
    deviation = init.trunc_normal_(make("float64"), generator=Generator(0)).numpy().std()
    assert abs(deviation - 0.8796) < 0.01


def test_nothing_to_draw_from_is_refused():
    with pytest.raises(ArgumentError, match="nothing to draw from"):
        init.trunc_normal_(make(), a=1.0, b=1.0)
