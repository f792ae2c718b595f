"""Rules: the names a formula reads decide what is kept for it."""

import functools

import pytest

from wengert.errors import ArgumentError
from wengert.rules import Names, adapt, parameters, reads, saver, spelling

NAMES = Names(arrays=("x", "y"), static=("axis",), outputs=(), variadic=False)
SHAPES = {"shape": len, "dtype": type}


def test_a_rule_reads_what_its_parameters_name():
    assert reads(lambda g, x, out, axis: g) == ("g", "x", "out", "axis")


def test_arrays_output_shapes_and_dtypes_are_kept_and_static_parameters_are_not():
    assert NAMES.kept(["out", "axis", "y_shape", "x", "x_dtype"], "p") == ("out", "y_shape", "x", "x_dtype")


def test_a_name_nobody_provides_is_refused_with_the_names_there_are():
    with pytest.raises(ArgumentError, match="reads an unknown name") as caught:
        NAMES.kept(["z"], "p")
    assert "x, x_shape, x_dtype" in str(caught.value)
    assert "axis" in str(caught.value)


def test_parts_of_an_output_are_found_by_name():
    names = Names(arrays=("a",), static=(), outputs=("values", "vectors"), variadic=False)
    assert saver(("vectors",), ("vectors",), names.sources, {})((0,), ("w", "v")) == ("v",)


def test_a_list_of_arrays_is_read_as_one():
    names = Names(arrays=(), static=(), outputs=(), variadic=True)
    keep = saver(("args", "shapes"), ("args", "shapes"), names.sources, SHAPES)
    assert keep(["ab", "c"], None) == (("ab", "c"), (2, 1))


def test_only_what_a_tracked_argument_needs_is_kept():
    keep = saver(("x", "y_shape", "out"), ("y_shape",), NAMES.sources, SHAPES)
    assert keep(("big", "abc"), "out") == (None, 3, None)


def test_the_adapter_finds_each_name_where_it_was_put():
    rule = lambda g, out, axis, x: (g, out, axis, x)
    pull = adapt(rule, ("out", "axis", "x"), ("x", "out"))
    assert pull("g", ("X", "OUT"), {"axis": 1}) == ("g", "OUT", 1, "X")


def test_parameters_are_read_off_any_kind_of_callable():
    def plain(x, y=2, *rest, axis, keepdims=False):
        local = x
        return local, y, rest, axis, keepdims

    expected = (("x", "y"), ("axis", "keepdims"), {"y": 2, "keepdims": False}, True)
    assert parameters(plain) == expected
    assert parameters(functools.wraps(plain)(lambda *args: args)) == expected
    assert parameters(functools.partial(lambda g, x: g, 1)) == (("x",), (), {}, False)
    assert reads(lambda g, x, *, axis: g) == ("g", "x", "axis")


def test_an_adapter_knows_its_own_text_and_any_other_function_is_called():
    text, scope = spelling(adapt(lambda g, x, axis: g, ("x", "axis"), ("out", "x")))
    assert text == "function(g, saved[1], params['axis'])"
    assert list(scope) == ["function"]
    text, scope = spelling(len)
    assert (text, scope) == ("pull(g, saved, params)", {"pull": len})
