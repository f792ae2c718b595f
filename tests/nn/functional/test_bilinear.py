"""The bilinear map as a function."""

import numpy as np

from wengert.nn import functional as F


def test_it_is_a_quadratic_form_for_each_output():
    rng = np.random.default_rng(0)
    x, y, w, b = rng.normal(size=3), rng.normal(size=2), rng.normal(size=(4, 3, 2)), rng.normal(size=4)
    np.testing.assert_allclose(F.bilinear(x, y, w, b), [x @ w[o] @ y + b[o] for o in range(4)])
    np.testing.assert_allclose(F.bilinear(x, y, w), F.bilinear(x, y, w, b) - b)
