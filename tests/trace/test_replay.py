"""Lists are evaluated again: on new inputs, from any variable, recorded or not."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.tensor import Tensor
from wengert.trace.replay import downstream, upstream

W = wg.tensor([1.0, -2.0], requires_grad=True)


def f(x, scale):
    z = wg.name(W * x, "z")
    return {"loss": (wg.tanh(z) * scale).sum(), "z": z}


@pytest.fixture
def tr():
    return wg.trace(f, np.array([0.5, 1.5]), 2.0)


def test_a_replay_gives_what_the_function_gives(tr):
    x = np.array([-1.0, 0.25])
    again, fresh = tr.replay(x, 3.0), f(Tensor(x), 3.0)
    assert again["z"].tolist() == fresh["z"].tolist()
    assert float(again["loss"]) == pytest.approx(float(fresh["loss"]), rel=1e-15)
    assert not isinstance(again["loss"], Tensor)


def test_a_replay_on_tensors_is_recorded_and_can_be_traced(tr):
    x = np.array([-1.0, 0.25])
    slope = wg.grad(lambda v: tr.replay(v, wg.tensor(3.0))["loss"])(x)
    assert np.allclose(slope, wg.grad(lambda v: f(v, 3.0)["loss"])(x))
    again = wg.trace(tr.replay, x, 3.0)
    assert [v.made for v in again][-3:] == [v.made for v in tr][-3:]


def test_a_replay_refuses_labels_that_the_list_does_not_read():
    def pick(x, labels):
        return x[np.asarray(labels)].sum()

    tr = wg.trace(pick, np.array([1.0, 2.0, 3.0]), np.array([0, 2]))
    assert float(tr.replay(np.ones(3), np.array([0, 2]))) == 2.0
    with pytest.raises(GraphError, match="replay: no line reads labels"):
        tr.replay(np.ones(3), np.array([1, 1]))


def test_a_slice_starts_at_any_variable(tr):
    tail = tr.slice(from_="z")
    assert float(tail(tr["z"].value)["loss"]) == float(tr["loss"].value)
    slope = wg.grad(lambda z: tail(z)["loss"])(tr["z"].value)
    tr.adjoint({"loss": 1.0, "z": np.zeros(2)})
    assert np.allclose(slope, tr["z"].adjoint)
    assert repr(tail) == "<slice from z: 3 steps>"


def test_a_slice_between_two_variables(tr):
    middle = tr.between("z", "v2")
    assert np.allclose(middle(np.array([0.0, 1.0])), np.tanh([0.0, 1.0]))
    both = tr.between(["z", "scale"], ["v3", "loss"])
    product, total = both(np.array([1.0, 1.0]), 10.0)
    assert np.allclose(product, 10 * np.tanh(1.0))
    assert float(total) == pytest.approx(20 * np.tanh(1.0))


def test_a_slice_refuses_what_does_not_fit(tr):
    with pytest.raises(ShapeError, match="slice: z has another shape"):
        tr.slice("z")(np.ones(3))
    with pytest.raises(ShapeError, match="slice: wrong number of arguments"):
        tr.slice("z")()
    with pytest.raises(ArgumentError, match="no variable of that name"):
        tr.slice("nobody")


def test_lines_know_what_depends_on_them(tr):
    z = tr["z"].entry
    assert [line.name for line in downstream(tr.lines, [z])] == ["v₂", "v₃", "v₄"]
    assert {line.name for line in upstream([z])} == {"z", "v₋₂", "v₀"}
