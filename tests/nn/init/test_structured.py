"""Structured initial values: identities pass inputs on, orthogonal matrices keep lengths, zeros have their share."""

import numpy as np
import pytest
from scipy import stats

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional, init
from wengert.random import Generator
from wengert.tensor import Tensor


@pytest.mark.parametrize("shape", [(3, 3), (2, 3), (3, 2)])
def test_eye_passes_inputs_on(shape):
    assert np.array_equal(init.eye_(Tensor(np.ones(shape))).numpy(), np.eye(*shape))


@pytest.mark.parametrize(("shape", "groups"), [((4, 4, 3), 1), ((4, 2, 3, 5), 2), ((6, 2, 2, 3, 3), 3), ((5, 2, 3), 1)])
def test_dirac_is_pytorchs_and_passes_channels_on(shape, groups):
    torch = pytest.importorskip("torch")
    w = init.dirac_(Tensor(np.ones(shape)), groups).numpy()
    assert np.array_equal(w, torch.nn.init.dirac_(torch.ones(shape), groups).numpy())
    if shape == (4, 2, 3, 5):
        x = np.random.default_rng(0).normal(size=(1, 4, 5, 5))
        assert np.array_equal(functional.conv2d(x, w, padding=(1, 2), groups=2), x)


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3), (3, 2, 2, 2)])
def test_orthogonal_matrices_are(shape):
    q = init.orthogonal_(Tensor(np.zeros(shape)), gain=2.0, generator=Generator(0)).numpy().reshape(shape[0], -1)
    q = q if q.shape[0] <= q.shape[1] else q.T
    np.testing.assert_allclose(q @ q.T, 4 * np.eye(len(q)), atol=1e-12)


def test_orthogonal_matrices_are_uniform():
    # An entry of a random rotation of the plane is the cosine of a uniform angle.
    g = Generator(0)
    entries = [init.orthogonal_(Tensor(np.zeros((2, 2))), generator=g).numpy()[0, 0] for _ in range(400)]
    assert stats.kstest(np.arccos(entries), stats.uniform(0, np.pi).cdf).pvalue > 0.01


def test_sparse_columns_have_their_share_of_zeros():
    w = init.sparse_(Tensor(np.zeros((50, 200), "float32")), 0.29, generator=Generator(0))
    assert w.dtype == np.float32
    zeros = w.numpy() == 0
    assert (zeros.sum(axis=0) == 15).all()
    assert abs(w.numpy()[~zeros].std() / 0.01 - 1) < 0.03
    assert abs(zeros.mean(axis=1) - 0.3).max() < 0.15  # anywhere in the column


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: init.eye_(Tensor(np.zeros(3))), ShapeError, "needs a matrix"),
        (lambda: init.sparse_(Tensor(np.zeros(3)), 0.5), ShapeError, "needs a matrix"),
        (lambda: init.sparse_(Tensor(np.zeros((3, 3))), 2), ArgumentError, "is a share"),
        (lambda: init.dirac_(Tensor(np.zeros((3, 3)))), ShapeError, "weight of a convolution"),
        (lambda: init.dirac_(Tensor(np.zeros((3, 3, 3))), 2), ShapeError, "weight of a convolution"),
        (lambda: init.orthogonal_(Tensor(np.zeros(3))), ShapeError, "at least two axes"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
