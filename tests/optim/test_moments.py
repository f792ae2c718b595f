"""How full averages are: accurate for numbers and arrays, in float32, at the ends."""

import numpy as np
import pytest

from wengert.optim.moments import averaged, averaged_square, real_of, unbiased


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("step", [1, 2, 1000])
def test_the_share_is_accurate_in_float32(beta, step):
    exact = 1 - beta**step
    for b in (beta, np.float32(beta)):
        if beta == 0 and not isinstance(b, float):
            continue  # the logarithm of a live zero is minus infinity, with NumPy's warning
        found = unbiased(b, np.int32(step), np.dtype("float32"))
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, exact, rtol=2e-5)


def test_averages_of_containers_and_of_complex_gradients():
    tree = {"w": np.array([1 + 1j])}
    assert averaged(0.5, tree, tree)["w"] == 1 + 1j
    assert averaged_square(0.5, {"w": np.array([0j])}, tree)["w"] == 1
    assert real_of(tree["w"]) == np.float64
