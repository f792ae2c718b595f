"""A stage pulls an adjoint back as the transforms do, and says how."""

import numpy as np

import wengert as wg
from wengert.explain.formula import leaf
from wengert.explain.stage import Stage, jacobian, users
from wengert.trace.expression import write

NAMED = lambda line: leaf(line.origin or line.name, line.shape)


def stage_of(f, *args):
    tr = wg.trace(f, *args)
    return Stage([line for line in tr.lines if line.role == "step"]), {line.origin: line for line in tr.lines}


def test_several_lines_are_one_formula_and_one_pull():
    f = lambda x, y: wg.tanh(x * y) ** 2
    stage, lines = stage_of(f, 0.5, -1.5)
    assert write(stage.made(NAMED)) == "tanh(x · y)²"
    found = stage.pull(np.float64(2.0), "g", NAMED)
    expected = wg.grad(f, (0, 1))(0.5, -1.5)
    for name, value in zip("xy", expected, strict=True):
        formula, number = found[lines[name]]
        assert np.isclose(number, 2 * value)
        assert "tanh(x · y)" in write(formula)
        assert "g" in write(formula)


def test_inputs_are_told_apart_from_what_is_made_inside():
    stage, lines = stage_of(lambda x, k: wg.sum(x) * k, np.ones(3), 2.0)
    assert stage.operands == (lines["x"], lines["k"])
    assert stage.out.shape == ()
    assert not stage.diagonal(lines["x"])
    elementwise, lines = stage_of(lambda x: wg.exp(x), np.ones(3))
    assert elementwise.diagonal(lines["x"])


def test_what_sweeps_do_not_follow_gets_nothing():
    stage, lines = stage_of(lambda x, y: x * wg.ops.stop_gradient(y), 2.0, 3.0)
    assert stage.tracked == (lines["x"],)
    assert list(stage.pull(np.float64(1.0), "1", NAMED)) == [lines["x"]]


def test_a_tuple_inside():
    stage, lines = stage_of(lambda a: wg.slogdet(a)[1], np.array([[2.0, 1.0], [0.0, 3.0]]))
    [(formula, value)] = stage.pull(np.float64(1.0), "1", NAMED).values()
    np.testing.assert_allclose(value, wg.grad(lambda a: wg.slogdet(a)[1])(lines["a"].value))
    assert write(formula)


def test_jacobians_by_pulls():
    x = np.array([[0.1, 0.2, 0.3], [1.0, -1.0, 0.0]])
    stage, lines = stage_of(lambda x: wg.softmax(x, -1), x)
    each = jacobian(stage, lines["x"], count=2)
    whole = wg.jacobian(lambda x: wg.softmax(x, -1))(x)
    np.testing.assert_allclose(each[1], whole[1, :, 1], atol=1e-15)
    np.testing.assert_allclose(jacobian(stage, lines["x"]), whole.reshape(6, 6), atol=1e-15)


def test_who_reads_what():
    tr = wg.trace(lambda x: wg.sin(x) * x, 1.0)
    first, second = (Stage([line]) for line in tr.lines if line.role == "step")
    assert users([first, second])[tr.lines[0]] == [first, second]
    assert "1 lines" in repr(first)
