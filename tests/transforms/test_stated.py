"""Primitives with stated rules on flat lists: what they keep and how they replay."""

import numpy as np
import pytest

from wengert import ops
from wengert.tensor import Tensor
from wengert.trace.program import record
from wengert.transforms.reverse import grad
from wengert.transforms.stated import WithAdjoint, WithTangent


def adjoint_of_square():
    return WithAdjoint("square", lambda x: [x * x], lambda x: ([x * x], [x]), lambda kept, g: [100 * kept[0] * g[0]], 1)


def test_a_stated_pullback_keeps_what_its_rule_reads_and_replays_without_it():
    square = adjoint_of_square()
    program = record(lambda x: square(x)[0], 1.0)
    assert [line.primitive for line in program.lines if line.primitive.name == "square"] == [square]
    assert program.call(3.0) == 9.0
    assert grad(program.call)(3.0) == 300.0


def test_a_stated_pushforward_is_transposed_for_reverse_mode():
    scale = WithTangent("scale", lambda x: [2 * x], lambda x, dx: [ops.cos(x[0]) * dx[0]], 1)
    assert grad(lambda x: scale(x)[0])(0.3) == pytest.approx(np.cos(0.3))
    assert grad(grad(lambda x: scale(x)[0]))(0.3) == pytest.approx(-np.sin(0.3))


def test_raw_in_raw_out():
    assert adjoint_of_square()(3.0) == (9.0,)
    assert isinstance(adjoint_of_square()(Tensor(np.float64(3.0)))[0], Tensor)
