"""Lines are grouped into affine maps, activations, losses, penalties and named statements."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.explain.grouping import stages_of
from wengert.explain.program import of_function, of_model


def kinds(program):
    return [(stage.kind, stage.layer, len(stage.lines)) for stage in stages_of(program)]


def test_a_network_with_penalty():
    model = nn.Sequential(nn.Linear(2, 3), nn.Softplus(), nn.Linear(3, 1, bias=False))
    x, y = np.ones((2, 2), "float32"), np.ones((2, 1), "float32")
    found = kinds(of_model(model, (x,), y, losses.MSELoss(), [wg.optim.regularizers.L1(0.1)]))
    assert [kind for kind, _, _ in found] == ["affine", "activation", "affine", "loss", "penalty", "total"]
    assert [layer for _, layer, _ in found] == [1, 1, 2, 0, 0, 0]


def matrix(w, x, b):
    z = w @ x + b
    return wg.relu(z)


def scalar(x, w, b):
    return wg.name(x * w + b, "z")


def rows(x, w):
    return wg.name(x @ w.T, "z")


@pytest.mark.parametrize(
    ("f", "args", "form", "weight"),
    [
        (matrix, (np.ones((3, 2)), np.ones(2), np.ones(3)), "column", "w"),
        (scalar, (1.0, 2.0, 3.0), "scalar", "w"),
        (rows, (np.ones((4, 2)), np.ones((3, 2))), "row", "w"),
    ],
)
def test_affine_maps_written_out(f, args, form, weight):
    stage = stages_of(of_function(f, args))[0]
    assert stage.kind == "affine"
    assert (stage.affine.form, stage.affine.weight.origin) == (form, weight)


def test_what_only_looks_like_one():
    def f(x, y):
        z = x * y + x
        u = wg.sum(x * y) + 1.0
        return z * u

    assert kinds(of_function(f, (np.ones(2), np.ones(2))))[0][0] == "step"


def test_statements_are_stages_and_loops_are_not():
    def f(x):
        a = wg.sin(x) * 2 + 1
        for _ in range(2):
            a = wg.cos(a) * 2
        return a**2 + 1

    assert [len(stage.lines) for stage in stages_of(of_function(f, (1.0,)))] == [3, 1, 1, 1, 1, 2]


def test_what_is_read_from_within_stays_apart():
    def f(x):
        y = (t := wg.exp(x)) + 1
        return y * t

    assert [len(stage.lines) for stage in stages_of(of_function(f, (1.0,)))] == [1, 1, 1]


def test_a_function_without_names_goes_line_by_line():
    stages = stages_of(of_function(lambda x: wg.sin(x) * 2 + 1, (1.0,)))
    assert [len(stage.lines) for stage in stages] == [1, 1, 1]


def test_dead_lines_are_left_out():
    def f(x):
        unused = wg.exp(x)
        del unused
        return 2 * x

    assert len(stages_of(of_function(f, (1.0,)))) == 1
