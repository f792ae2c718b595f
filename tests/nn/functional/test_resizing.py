"""Positions for another grid: against PyTorch's bicubic interpolation."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn.functional import resized_positions
from wengert.nn.functional.resampling import averages

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("new", [(7, 7), (4, 3), (2, 9), (1, 1)])
def test_it_is_pytorchs_antialiased_bicubic(new):
    torch = pytest.importorskip("torch")
    positions = RNG.normal(size=(1, 13, 5))
    image = torch.tensor(positions[:, 1:].reshape(1, 4, 3, 5).transpose(0, 3, 1, 2))
    expected = torch.nn.functional.interpolate(image, size=new, mode="bicubic", antialias=True)
    found = resized_positions(positions, (4, 3), new, prefix=1)
    np.testing.assert_array_equal(found[:, :1], positions[:, :1])
    np.testing.assert_allclose(found[:, 1:].reshape(*new, 5), expected[0].permute(1, 2, 0), rtol=1e-6, atol=1e-7)


def test_it_is_linear_and_keeps_constants_and_precision():
    np.testing.assert_allclose(averages(5, 11, 5 / 11).sum(1), 1, rtol=1e-12)
    single = RNG.normal(size=(1, 4, 2)).astype("float32")
    assert resized_positions(single, (2, 2), (3, 3)).dtype == np.float32
    wg.gradcheck(lambda p: resized_positions(p, (2, 2), (3, 1)), single.astype("float64"))


def test_a_wrong_grid_is_told():
    with pytest.raises(ShapeError, match="each place of the grid"):
        resized_positions(np.ones((1, 5, 2)), (2, 2), (3, 3))
