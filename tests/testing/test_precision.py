import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy, namespace
from wengert.errors import ContractError
from wengert.kinds import elementwise, general
from wengert.samples import case, real
from wengert.testing.precision import check_precision, doubles


def test_a_float32_primitive_passes():
    check_precision(wg.tanh)
    check_precision(wg.maximum)
    check_precision(wg.matmul)


def test_a_value_in_double_is_caught():
    @elementwise()
    def shifted(x):
        return x + np.ones(3)

    shifted.partial = 1
    shifted.samples = [case(real(3))]
    with pytest.raises(ContractError, match="value of `shifted`: double precision"):
        check_precision(shifted)


def test_a_double_inside_a_rule_is_caught_though_the_sweep_casts_it_back():
    @general()
    def ramp(x):
        return namespace(x).maximum(x, 0)

    slope = lambda g, x: g * np.where(x > 0, 1.0, 0.0)
    ramp.define([slope], [slope])
    ramp.samples = [case(real(3))]
    with pytest.raises(ContractError, match=r"[vj][jv]p of `ramp`: double precision"):
        check_precision(ramp)


def test_a_double_in_the_compiled_program_alone_is_caught():
    @elementwise()
    def through_double(x):
        xp = namespace(x)
        return x if xp is np else x.astype("float64").astype(x.dtype)

    through_double.partial = 1
    through_double.samples = [case(real(3))]
    with pytest.raises(ContractError, match=r"compiled `through_double`: double precision(.|\n)*convert_element_type"):
        check_precision(through_double)


def test_a_function_that_is_far_off_in_single_precision_is_caught():
    @elementwise()
    def cancelled(x):
        return (x + 1e9) - 1e9

    cancelled.partial = 1
    cancelled.samples = [case(real(3))]
    with pytest.raises(ContractError, match="value of `cancelled` in float32: disagrees with float64"):
        check_precision(cancelled)


def test_a_double_is_found_in_an_inner_program():
    xp = jax_numpy()
    import jax

    inner = jax.jit(lambda x: xp.where(x > 0, 1.0, 0.0))
    program = jax.make_jaxpr(lambda x: inner(x).astype("float32"))(np.ones(3, np.float32))
    assert [name for name, _ in doubles(program.jaxpr)] != []


def test_python_numbers_in_a_program_are_not_doubles():
    xp = jax_numpy()
    import jax

    program = jax.make_jaxpr(lambda x: xp.where(x > 0, x * 2.0, 0.0))(np.ones(3, np.float32))
    assert list(doubles(program.jaxpr)) == []
