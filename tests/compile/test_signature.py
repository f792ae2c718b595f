"""Signatures: what of a call is an input, what is state, what belongs to the program, and what is live."""

import functools

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.compile.signature import ARRAY, BOXED, STATE, sort
from wengert.errors import ArgumentError
from wengert.tensor import Tensor

ONE = np.ones(1)


def form(*args, **options):
    return sort(args, options)[0]


def test_leaves_are_marked_by_what_they_are():
    w = wg.tensor(1.0, requires_grad=True)
    marks = form(np.ones(1), 1, 2.0, 3j, np.float32(1), wg.tensor(1.0), w, "s", True, None, len).marks
    assert marks == (*[ARRAY] * 5, BOXED, STATE, (str, "s"), (bool, True), (type(len), len))


def test_equal_forms_are_one_program_however_often_a_type_was_met():
    class Metres(float):
        pass

    assert form(Metres(1.0)) == form(Metres(2.0))
    assert form(1.0, x=2.0) == form(2.0, x=3.0)
    assert form(1.0, x=2.0) != form(1.0, y=2.0)
    assert form(True) != form(1)
    assert form([1.0]) != form((1.0,))
    assert form({"a": 1.0, "b": [2.0]}) == form({"a": 3.0, "b": [4.0]})


def test_arguments_are_rebuilt_in_their_containers():
    sorted_ = sort(({"a": 1.0}, "s"), {"k": [wg.tensor(2.0)]})
    args, options = sorted_[0].rebuild([10.0, 20.0], [])
    assert args == ({"a": 10.0}, "s")
    assert options["k"][0].value == 20.0
    assert sorted_[0].paths() == ["0.a", "1", "k.0"]


@pytest.mark.parametrize("make", [lambda x: x * 1.0, lambda x: x], ids=["computed", "alias"])
def test_what_a_transform_made_is_live(make):
    seen = []

    def f(x):
        seen.append(sort((make(x),), {}))
        return x

    wg.grad(f)(1.0)
    wg.vmap(f)(np.ones(2))
    jax.jit(f)(1.0)
    assert seen == [None, None, None]


def test_an_unhashable_argument_is_named():
    with pytest.raises(ArgumentError, match="neither an array nor hashable") as caught:
        form(1.0, options={"which": {1, 2}})
    assert "set as argument options.which" in str(caught.value)


def test_a_module_among_the_arguments_brings_its_key():
    layer = wg.nn.Dropout(0.5)
    before = form([layer])
    layer.eval()
    assert form([layer]) != before


def test_partials_are_told_apart():
    assert form(functools.partial(len)) != form(functools.partial(len))


@pytest.mark.parametrize(
    ("args", "options"),
    [
        (({"w": ONE, "b": ONE}, ONE), {}),
        (([ONE, ONE], (ONE,)), {}),
        (({},), {"x": [ONE], "y": {"k": Tensor(1.0)}}),
        (([], ()), {}),
    ],
    ids=["dict", "list and tuple", "named", "empty"],
)
def test_containers_of_arrays_come_back_as_they_were(args, options):
    for _ in range(2):  # the second time they are known
        known, inputs, tensors = sort(args, options)
        found = known.rebuild(inputs, tensors)
        assert wg.tree.flatten(tuple(found))[1] == wg.tree.flatten((args, options))[1]
        assert list(map(type, wg.tree.leaves(found))) == list(map(type, wg.tree.leaves((args, options))))


def test_containers_of_one_size_are_told_apart():
    calls = [
        ([ONE, ONE],),
        ((ONE, ONE),),
        ({"a": ONE, "b": ONE},),
        ({"b": ONE, "a": ONE},),
        (ONE, ONE),
        ([[ONE, ONE]],),
    ]
    assert len({sort(args, {})[0] for args in calls}) == len(calls)
