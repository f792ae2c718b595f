"""A program cut from its reverse sweep hands over what the sweep reads, and nothing else."""

import numpy as np
import pytest

import wengert as wg
from wengert import ops
from wengert.primitive import PRIMITIVES
from wengert.trace.program import record
from wengert.transforms.loop import Scan
from wengert.transforms.structured import halve, moving_outputs, pushed, replaced


def product():
    return record(lambda x, y: (ops.sin(x) * y, x > 0.5), 0.3, 2.0).closed()


def test_halves():
    halves = halve(product(), [0, 1], [0])
    out, positive, *handed = halves.early.run([0.7, 3.0])
    assert (float(out), bool(positive)) == (np.sin(0.7) * 3.0, True)
    x_adjoint, y_adjoint = halves.rest.run([*handed, 10.0])
    assert x_adjoint == pytest.approx(10 * 3.0 * np.cos(0.7))
    assert y_adjoint == pytest.approx(10 * np.sin(0.7))


def test_inputs_that_do_not_move_cost_nothing():
    halves = halve(product(), [1], [0])
    assert len(halves.kept) == 1


def test_what_depends_on_fixed_inputs_alone_is_computed_again():
    program = record(lambda x, w: ops.exp(w) * ops.sin(x), 0.3, 2.0).closed()
    assert max(halve(program, [0], [0], fixed=[1]).kept) >= program.arity  # cos(x) or sin(x) was made on the way
    assert 1 in halve(program, [0], [0], fixed=[1]).kept
    assert 1 not in halve(program, [0], [0]).kept


def test_pushed():
    value, flag, tangent = pushed(product(), [0], [0]).run([0.7, 3.0, 1.0])
    assert (float(value), bool(flag)) == (np.sin(0.7) * 3.0, True)
    assert tangent == pytest.approx(3.0 * np.cos(0.7))


def test_outputs_that_move():
    assert moving_outputs(product(), [0]) == [0]
    assert moving_outputs(product(), []) == []


def test_replaced():
    assert replaced([1, 2, 3], [0, 2], [10, 30]) == [10, 2, 30]


def test_a_structured_primitive_belongs_to_its_call_and_not_to_the_registry():
    before = dict(PRIMITIVES)
    Scan(product(), 1, 0, 2, False)
    assert before == PRIMITIVES


def test_a_function_that_bears_the_name_of_a_primitive_does_not_take_its_place():
    before = dict(PRIMITIVES)

    @wg.custom_vjp
    def reshape(x):
        return x * 2

    reshape.defvjp(lambda x: (x * 2, ()), lambda kept, g: (g * 2,))
    assert wg.grad(lambda x: reshape(x))(3.0) == 2
    assert before == PRIMITIVES
    assert wg.vmap(lambda x: wg.outer(x, x))(np.ones((2, 3))).shape == (2, 3, 3)
