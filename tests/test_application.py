"""Application: the generated function computes, keeps and records what the general way through a primitive does."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.kinds import general
from wengert.primitive import PRIMITIVES
from wengert.step import observed

X, Y = (wg.tensor(v, requires_grad=True) for v in ([1.0, 2.0], [3.0, 4.0]))
RAW = np.array([5.0, 6.0])


@pytest.mark.parametrize(
    ("name", "args", "params"),
    [
        ("multiply", (X, Y), {}),
        ("multiply", (X, RAW), {}),
        ("multiply", (RAW, Y), {}),
        ("add", (X, 2.0), {}),
        ("exp", (X,), {}),
        ("sum", (X,), {"axis": 0, "keepdims": True, "dtype": None}),
        ("where", (np.array([True, False]), X, 0.0), {}),
        ("maximum", (X, 0.0), {}),
        ("maximum", (X, Y), {}),
    ],
)
def test_it_records_what_the_general_way_records(name, args, params):
    primitive = PRIMITIVES[name]
    short, long = primitive.apply(*args, params), primitive._apply(args, params)
    assert short.tolist() == long.tolist()
    assert short.step.inputs == long.step.inputs
    assert (short.step.shape, short.step.dtype) == (long.step.shape, long.step.dtype)
    assert (short.step.params, short.step.primitive) == (params, primitive)
    for a, b in zip(short.step.saved, long.step.saved, strict=True):
        assert type(a) is type(b)
        assert np.array_equal(a, b)


def test_rules_stated_anew_generate_it_anew():
    @general()
    def first(x, y):
        """Shapes: (*s), (*s) -> (*s)."""
        return x * y

    first.define([lambda g, y: g * y, lambda g, x: g * x], [lambda t, y: t * y, lambda t, x: t * x])
    assert [v is None for v in first(X, Y).step.saved] == [False, False]
    first.define([lambda g, y: g * y, None], [lambda t, y: t * y, None])
    assert [v is Y.value for v in first(X, Y).step.saved] == [True]
    del PRIMITIVES["first"]


def test_an_observer_sees_the_arguments_as_they_were_given():
    seen = []
    with observed(lambda step, args, out: seen.append((step.primitive.name, args))):
        wg.multiply(X, RAW)
    assert [(name, args[0] is X, args[1] is RAW) for name, args in seen] == [("multiply", True, True)]


def test_a_refusal_names_the_line_of_the_caller_and_not_the_generated_one():
    with pytest.raises(ShapeError, match="shapes do not broadcast") as caught:
        X + np.ones(3)
    assert "test_application.py" in str(caught.value)


def test_the_callers_array_stays_writeable_and_what_is_kept_is_not():
    array = np.ones(2)
    step = wg.multiply(X, array).step
    kept = [v for v in step.saved if v is not None]
    assert [v.flags.writeable for v in kept] == [False]
    array[0] = 2.0
    assert array.flags.writeable
