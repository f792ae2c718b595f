import numpy as np
import pytest

import wengert as wg
from wengert.arrays import is_traced, namespace
from wengert.errors import ConcretizationError, ContractError
from wengert.kinds import constant, elementwise
from wengert.samples import case, integer, real
from wengert.testing.libraries import check_libraries


def test_right_primitives_pass():
    check_libraries(wg.tanh)
    check_libraries(wg.matmul)
    check_libraries(wg.equal)


def test_another_value_on_jax_is_caught():
    @elementwise()
    def odd(x):
        return x * (1.0 if namespace(x) is np else 1.001)

    odd.partial = 1
    odd.samples = [case(real(3))]
    with pytest.raises(ContractError, match="value of `odd` on JAX: disagrees with NumPy, compiled"):
        check_libraries(odd)


def test_another_derivative_under_compilation_is_caught():
    @elementwise()
    def bent(x):
        return namespace(x).sin(x)

    bent.partial = lambda x: wg.cos(x) * (2 if is_traced(x) else 1)
    bent.samples = [case(real(3))]
    with pytest.raises(ContractError, match="jvp of `bent` on JAX: disagrees with NumPy, compiled"):
        check_libraries(bent)


def test_an_answer_that_needs_a_number_while_compiling_is_caught():
    @elementwise()
    def branching(x):
        return x if x.sum() > 0 else 2 * x

    branching.partial = 1
    branching.samples = [case(real(3))]
    with pytest.raises(ConcretizationError, match="branching"):
        check_libraries(branching)


def test_integer_arguments_are_traced_too():
    @constant()
    def take_at(x, index):
        return x[index] + is_traced(index)

    take_at.samples = [case(np.arange(3), integer(2))]
    with pytest.raises(ContractError, match="value of `take_at` on JAX: disagrees with NumPy, compiled"):
        check_libraries(take_at)
