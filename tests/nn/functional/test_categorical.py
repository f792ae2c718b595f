"""Categories as vectors: ones among zeros, and random choices with the right chances and derivatives."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError
from wengert.nn import functional as F
from wengert.random import Generator


def test_ones_are_pytorchs():
    torch = pytest.importorskip("torch")
    x = np.array([[0, 3, 2], [1, 1, 0]])
    want = torch.nn.functional.one_hot(torch.tensor(x), 5).numpy()
    for found in (F.one_hot(x, 5), F.one_hot(jax_numpy().asarray(x), 5), wg.compile(lambda x: F.one_hot(x, 5))(x)):
        assert found.dtype == want.dtype
        np.testing.assert_array_equal(found, want)
    np.testing.assert_array_equal(wg.vmap(lambda x: F.one_hot(x, 5))(x), want)


def test_what_is_no_class_is_refused():
    with pytest.raises(ArgumentError, match="one_hot: a number is no class"):
        F.one_hot(np.array([0, 3]), 3)
    with pytest.raises(ArgumentError, match="one_hot: a number is no class"):
        F.one_hot(np.array([-1]), 3)
    with pytest.raises(DtypeError, match="one_hot: classes are integers"):
        F.one_hot(np.array([0.0]), 3)
    with pytest.raises(ArgumentError, match="gumbel_softmax: tau is not positive"):
        F.gumbel_softmax(np.ones(3), tau=0)


def test_each_class_is_chosen_as_often_as_softmax_says():
    logits = np.array([0.5, -1.0, 2.0, 0.0])
    drawn = F.gumbel_softmax(np.broadcast_to(logits, (40_000, 4)), hard=True, generator=Generator(0))
    np.testing.assert_allclose(drawn.mean(0), F.softmax(logits), atol=0.01)


@pytest.mark.parametrize("dim", [-1, 0, 1])
def test_a_hard_choice_is_the_largest_of_the_smooth_one_with_its_derivative(dim):
    x, weights = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    make = lambda hard: lambda x: F.gumbel_softmax(x, 0.7, hard, dim, Generator(1))
    soft, hard = make(False)(x), make(True)(x)
    np.testing.assert_allclose(soft.sum(dim), 1)
    assert set(np.round(np.unique(hard), 12)) == {0.0, 1.0}
    np.testing.assert_array_equal(hard.argmax(dim), soft.argmax(dim))
    slopes = [wg.grad(lambda x, f=f: wg.sum(f(x) * weights))(x) for f in (make(False), make(True))]
    np.testing.assert_array_equal(*slopes)
    assert wg.gradcheck(make(False), x, order=2)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_noise_takes_the_dtype_of_the_scores_and_is_finite(dtype):
    out = F.gumbel_softmax(np.zeros(50_000, dtype), generator=Generator(0))
    assert out.dtype == np.dtype(dtype)
    assert np.isfinite(out).all()


def test_a_compiled_program_chooses_what_the_eager_one_chooses():
    x = np.random.default_rng(0).normal(size=(5, 4))
    source = Generator(3)
    step = wg.compile(lambda x: F.gumbel_softmax(x, generator=source), state=source)
    again = Generator(3)
    for _ in range(2):
        np.testing.assert_allclose(np.asarray(step(x)), F.gumbel_softmax(x, generator=again), rtol=1e-12)
