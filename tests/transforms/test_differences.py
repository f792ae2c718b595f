import numpy as np
import pytest

from wengert.transforms.differences import STEP, along


def test_polynomials_of_degree_four_are_exact_up_to_rounding():
    (d,) = along(lambda x: [x**4], [np.array([1.0, -2.0])], [np.array([1.0, 0.5])])
    np.testing.assert_allclose(d, [4.0, -16.0], rtol=1e-11)


def test_the_error_is_near_what_double_precision_allows():
    (d,) = along(lambda x: [np.sin(x)], [np.float64(0.7)], [1.0])
    assert abs(float(d) - np.cos(0.7)) < 1e-12


def test_several_inputs_move_together_and_several_outputs_are_seen():
    f = lambda x, y: [x * y, x + y]
    product, total = along(f, [np.float64(2.0), np.float64(3.0)], [1.0, 10.0])
    assert float(product) == pytest.approx(23.0, rel=1e-11)
    assert float(total) == pytest.approx(11.0, rel=1e-11)


def test_complex_inputs_move_along_complex_directions():
    (d,) = along(lambda z: [z * z], [np.complex128(1 + 2j)], [1j])
    assert complex(d) == pytest.approx(2 * (1 + 2j) * 1j, rel=1e-11)


def test_the_error_falls_with_the_fourth_power_of_the_step():
    errors = [abs(float(along(lambda x: [np.exp(x)], [np.float64(0.0)], [1.0], h)[0]) - 1) for h in (0.2, 0.1)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.05)
    assert 1e-4 < STEP < 1e-3
