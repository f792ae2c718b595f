"""Changes of dtype and parts of complex numbers; stop_gradient stops."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import DtypeError

Z = np.array([3 + 4j, -1j, 2.0])


def test_gradients_return_in_the_dtype_of_their_input():
    gradient = wg.grad(lambda x: wg.astype(x, np.float64).sum())(np.ones(2, np.float32))
    assert gradient.dtype == np.float32
    assert wg.grad(lambda x: wg.real(wg.astype(x, np.complex128) * 2j).sum())(np.ones(2)).tolist() == [0.0, 0.0]


def test_integers_carry_no_gradient():
    assert not wg.astype(wg.tensor(1.5, requires_grad=True), np.int64).requires_grad


def test_parts_of_complex_numbers():
    np.testing.assert_array_equal(wg.real(Z), Z.real)
    np.testing.assert_array_equal(wg.imag(Z), Z.imag)
    np.testing.assert_array_equal(wg.conj(Z), Z.conj())
    assert wg.imag(np.ones(2)).tolist() == [0.0, 0.0]
    np.testing.assert_array_equal(wg.grad(lambda z: (wg.real(z) * wg.imag(z)).sum())(Z), Z.imag + 1j * Z.real)


def test_a_real_number_is_its_own_real_part_without_a_step():
    x = wg.tensor(1.0, requires_grad=True)
    assert wg.real(x) is x
    assert wg.conj(x) is x


@pytest.mark.parametrize("stop", [wg.stop_gradient, lambda x: x.detach()])
def test_sweeps_stop(stop):
    assert float(wg.grad(lambda x: x * stop(x))(3.0)) == 3.0
    assert float(wg.jvp(lambda x: x * stop(x), (3.0,), (1.0,))[1]) == 3.0
    jax_numpy()
    import jax

    assert float(jax.jit(wg.grad(lambda x: x * stop(x)))(3.0)) == 3.0


def test_what_is_no_dtype_is_refused():
    with pytest.raises(DtypeError, match="astype"):
        wg.astype(wg.tensor(1.0), "three")
