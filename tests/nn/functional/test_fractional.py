"""Fractional max pooling as a function: PyTorch's windows for the same random numbers, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F
from wengert.nn.functional.fractional import places
from wengert.random import Generator

torch = pytest.importorskip("torch")
CASES = [
    ((2, 3, 9, 8), 2, (5, 4)),
    ((2, 3, 9, 8), (3, 2), (7, 1)),
    ((3, 7, 7), 1, (7, 3)),
    ((1, 2, 6, 5, 7), 2, (4, 3, 5)),
    ((2, 5, 6, 7), (2, 1, 3), (2, 5, 4)),
]


@pytest.mark.parametrize(("shape", "kernel", "size"), CASES, ids=str)
@pytest.mark.parametrize("rounded", [False, True])
def test_values_places_and_gradients_are_pytorchs_for_the_same_random_numbers(shape, kernel, size, rounded):
    rank = len(size)
    x = np.random.default_rng(0).normal(size=shape)
    x = np.round(x) if rounded else x
    ours, theirs = (getattr(library, f"fractional_max_pool{rank}d") for library in (F, torch.nn.functional))
    u = Generator(7).uniform((*shape[:-rank], rank), dtype="float64").numpy()
    there = torch.tensor(x, requires_grad=True)
    samples = torch.tensor(u if len(shape) == rank + 2 else u[None])
    out, indices = theirs(there, kernel, size, return_indices=True, _random_samples=samples)
    weights = np.random.default_rng(1).normal(size=out.shape)
    f = lambda x: ours(x, kernel, size, return_indices=True, generator=Generator(7))
    np.testing.assert_array_equal(f(x)[0], out.detach())
    np.testing.assert_array_equal(f(x)[1], indices)
    if not rounded:
        slope = torch.autograd.grad((out * torch.tensor(weights)).sum(), there)[0]
        np.testing.assert_allclose(wg.grad(lambda x: wg.sum(f(x)[0] * weights))(x), slope, atol=1e-12)


def test_the_derivative_is_right_and_a_compiled_program_draws_what_the_eager_one_draws():
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 6))
    assert wg.gradcheck(lambda x: F.fractional_max_pool2d(x, 2, 3, generator=Generator(0)) ** 3, x, order=2)
    source, again = Generator(3), Generator(3)
    step = wg.compile(lambda x: F.fractional_max_pool2d(x, 2, output_ratio=0.7, generator=source), state=source)
    seen = []
    for _ in range(2):
        seen.append(np.asarray(step(x)))
        np.testing.assert_array_equal(seen[-1], F.fractional_max_pool2d(x, 2, output_ratio=0.7, generator=again))
    assert not np.array_equal(*seen)


def test_windows_cover_both_borders_and_never_leave():
    u = np.random.default_rng(0).uniform(size=(500, 1))
    begins = places(u, (10,), (2,), (7,))[..., 0]
    assert (begins[:, 0] == 0).all()
    assert (begins[:, -1] == 8).all()
    assert set(np.diff(begins).ravel()) == {1, 2}


X = np.ones((1, 2, 6, 6))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.fractional_max_pool2d(X, 2), ArgumentError, "either output_size or output_ratio"),
        (lambda: F.fractional_max_pool2d(X, 2, 3, 0.5), ArgumentError, "either output_size or output_ratio"),
        (lambda: F.fractional_max_pool2d(X, 2, 6), ArgumentError, "output's sizes do not fit"),
        (lambda: F.fractional_max_pool2d(X, 2, 0), ArgumentError, "output's sizes do not fit"),
        (lambda: F.fractional_max_pool2d(X, 2, (2, 2, 2)), ArgumentError, "output's sizes do not fit"),
        (lambda: F.fractional_max_pool2d(X, 2, output_ratio=1.0), ArgumentError, "output's sizes do not fit"),
        (lambda: F.fractional_max_pool3d(X[0], 2, 2), ShapeError, "3 axes behind the channels"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
