import numpy as np

import wengert as wg
from wengert.kinds import elementwise, general
from wengert.samples import case, complexes, integer, real
from wengert.testing.calls import Call, direction, draw


def test_a_drawn_call_is_the_same_every_time():
    first, second = draw(wg.multiply)[0], draw(wg.multiply)[0]
    assert all(np.array_equal(a, b) for a, b in zip(first.args, second.args, strict=True))


def test_floating_arrays_move_and_numbers_and_integers_do_not():
    @elementwise()
    def weighted(x, y, n):
        return x * y * n

    weighted.partials = (lambda y, n: y * n, lambda x, n: x * n, None)
    weighted.samples = [case(real(3), 2.0, integer(3)), case(real(2), real(2), integer(2))]
    assert [c.moving for c in draw(weighted)] == [[0], [0, 1]]


def test_an_argument_without_rules_does_not_move():
    @general()
    def first(x, y):
        return x + 0 * y

    first.define([lambda g: g, None], [lambda dx: dx, None])
    assert Call(first, [np.ones(2), np.ones(2)], {}, "here").moving == [0]


def test_only_floating_outputs_are_differentiated():
    @general(outputs=("value", "place"))
    def top(x):
        return x.max(), x.argmax()

    top.define([lambda g, x: None], [lambda dx, x: None])
    call = Call(top, [np.arange(3.0)], {}, "here")
    assert call.kept == [0]
    assert call.values(np.arange(3.0)) == [2.0]


def test_single_precision_casts_arrays_and_dtypes_and_nothing_else():
    call = Call(wg.add, [np.ones(2), 3.0], {}, "here").single()
    assert call.args[0].dtype == np.float32
    assert call.args[1] == 3.0


def test_no_entry_of_a_direction_is_small():
    v = direction(np.zeros(200), np.random.default_rng(0))
    assert np.abs(v).min() >= 0.5
    assert direction(np.zeros(2, np.complex64), np.random.default_rng(0)).dtype == np.complex64


def test_labels_name_the_sample_and_its_arguments():
    @elementwise()
    def plain(x):
        return x

    plain.partial = 1
    plain.samples = [case(complexes(2))]
    assert draw(plain)[0].label == "sample 0, plain(complex128 (2,))"
