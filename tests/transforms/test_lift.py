"""Lifting: every transform has its own identity for an input, and results are as plain as the inputs were."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, GraphError
from wengert.step import now
from wengert.tensor import Tensor
from wengert.transforms.lift import Lifted, alias, fresh, scalar_output

jax = pytest.importorskip("jax")
jnp = jax_numpy()


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclass
class Layer:
    weight: Any
    bias: Any


# --- identities ----------------------------------------------------------------------------------------------------


def test_perturbations_are_not_confused():
    assert wg.grad(lambda x: x * wg.grad(lambda y: x * y)(x))(3.0) == 6.0
    assert wg.grad(lambda x: x * wg.grad(lambda y: x + y)(x))(3.0) == 1.0
    x = wg.tensor(3.0, requires_grad=True)
    assert float(wg.grad(lambda x: x * wg.grad(lambda y: x * y)(x))(x)) == 6.0


def test_one_tensor_given_twice_is_two_inputs():
    x = wg.tensor(3.0, requires_grad=True)
    for given in (x, 3.0, np.float64(3.0)):
        assert [float(g) for g in wg.grad(lambda a, b: a * a * b, (0, 1))(given, given)] == [18.0, 9.0]
    shared = np.array([1.0, 2.0])
    found = wg.grad(lambda p: wg.sum(p["a"] * p["a"] * p["b"]))({"a": shared, "b": shared})
    assert found["a"].tolist() == [2.0, 8.0]
    assert found["b"].tolist() == [1.0, 4.0]


def test_a_fresh_input_is_another_line_with_the_same_value():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    a, b = fresh(x, "f"), fresh(x, "f")
    assert a.step is not b.step
    assert a.step is not x.step
    assert a.step.primitive is alias
    assert a.step.inputs == (x.step,)
    assert np.shares_memory(a.value, x.value)
    assert fresh(2.0, "f").step.inputs == (None,)


def test_a_fresh_input_does_not_make_the_callers_array_read_only():
    a = np.ones(2)
    t = fresh(a, "f")
    t.value.setflags(write=False)
    a[0] = 5.0
    assert t.tolist() == [5.0, 1.0]


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        (1.5, "float64"),
        (1j, "complex128"),
        (np.float32(1), "float32"),
        (np.ones(2, "f2"), "float16"),
        (np.ones(2, "c8"), "complex64"),
        (Tensor(np.ones(2, "f4")), "float32"),
        (jnp.ones(2, "float32"), "float32"),
    ],
)
def test_a_fresh_input_keeps_its_dtype(given, dtype):
    t = fresh(given, "f")
    assert t.dtype == t.step.dtype == np.dtype(dtype)
    assert t.shape == t.step.shape == np.shape(given.value if isinstance(given, Tensor) else given)


@pytest.mark.parametrize(
    "given", [3, True, np.int64(3), np.arange(3), jnp.arange(3), wg.tensor([1, 2]), "text", {"a": object()}]
)
@pytest.mark.parametrize(
    "transform",
    [
        lambda x: wg.grad(wg.sum)(x),
        lambda x: wg.jvp(wg.sum, (x,), (x,)),
        lambda x: wg.vjp(wg.sum, x),
        lambda x: wg.linearize(wg.sum, x),
    ],
    ids=["grad", "jvp", "vjp", "linearize"],
)
def test_what_is_not_floating_is_refused_as_an_input(transform, given):
    with pytest.raises(DtypeError, match="an input to differentiate must be a real or complex floating number"):
        transform(given)


def test_a_refusal_names_who_asks_and_what_was_given():
    with pytest.raises(DtypeError) as caught:
        wg.grad(lambda x: x)(3)
    assert "grad: " in str(caught.value)
    assert "int 3" in str(caught.value)
    assert "3.0 for 3" in str(caught.value)
    with pytest.raises(DtypeError, match="dtype int64"):
        wg.grad(wg.sum)(np.arange(3))


def test_integers_may_stand_beside_the_inputs():
    assert wg.grad(lambda x, n: x**n)(3.0, 2) == 6.0
    assert wg.grad(lambda n, x, text: x**n, 1)(2, 3.0, "text") == 6.0


# --- which arguments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argnums", "wanted"), [(0, 6.0), (1, 3.0), (-1, 3.0), ((0,), (6.0,)), ((1, 0), (3.0, 6.0)), ([0, -1], (6.0, 3.0))]
)
def test_arguments_are_chosen_by_index(argnums, wanted):
    assert wg.grad(lambda x, y: x * y, argnums)(3.0, 6.0) == wanted


@pytest.mark.parametrize("argnums", [2, -3, (0, 2), 10])
def test_an_argument_that_was_not_given_is_refused(argnums):
    with pytest.raises(ArgumentError, match="grad: argnums names an argument that was not given") as caught:
        wg.grad(lambda x, y: x * y, argnums)(3.0, 6.0)
    assert f"argnums={argnums}, 2 positional arguments" in str(caught.value)
    with pytest.raises(ArgumentError, match="pass the argument by position"):
        wg.grad(lambda x: x)(x=3.0)


def test_containers_come_back_as_they_were_given():
    def f(p):
        return p["pair"].first * 2.0 + wg.sum(p["list"][0] * p["list"][1][0]) + p["layer"].weight ** p["layer"].bias

    given = {
        "pair": Pair(np.float64(1), 5.0),
        "list": [np.ones(2), (np.array([3.0, 4.0]),)],
        "layer": Layer(np.float64(3), 2.0),
        "none": None,
    }
    found = wg.grad(f)(given)
    assert type(found["pair"]) is Pair
    assert found["pair"] == (2.0, 0.0)
    assert [type(found["list"]), type(found["list"][1])] == [list, tuple]
    assert found["list"][0].tolist() == [3.0, 4.0]
    assert found["list"][1][0].tolist() == [1.0, 1.0]
    assert type(found["layer"]) is Layer
    assert found["layer"].weight == 6.0
    assert found["layer"].bias == pytest.approx(9 * np.log(3))
    assert found["none"] is None


def test_packing_and_unpacking_undo_each_other():
    lifted = Lifted(({"a": 1.0, "b": [2.0, 3.0]}, 9, 4.0), (0, 2), "f")
    assert [float(t) for t in lifted.tensors] == [1.0, 2.0, 3.0, 4.0]
    packed = lifted.pack([10, 20, 30, 40])
    assert packed == ({"a": 10, "b": [20, 30]}, 40)
    assert lifted.unpack(packed, "f") == [10, 20, 30, 40]
    assert lifted.args[1] == 9
    with pytest.raises(ArgumentError, match="f: structures differ"):
        lifted.unpack(({"a": 10, "c": [20, 30]}, 40), "f")
    assert Lifted((1.0, 2.0), 1, "f").pack([7]) == 7


# --- raw in, raw out -----------------------------------------------------------------------------------------------

CALLS = {
    "grad": lambda x: wg.grad(lambda x: x * x)(x),
    "value_and_grad": lambda x: wg.value_and_grad(lambda x: x * x)(x)[0],
    "jvp": lambda x: wg.jvp(lambda x: x * x, (x,), (1.0,))[1],
    "jvp value": lambda x: wg.jvp(lambda x: x * x, (x,), (1.0,))[0],
    "vjp": lambda x: wg.vjp(lambda x: x * x, x)[1](1.0)[0],
    "vjp value": lambda x: wg.vjp(lambda x: x * x, x)[0],
    "a gradient of zero": lambda x: wg.grad(lambda x: wg.tensor(1.0))(x),
    "a tangent of zero": lambda x: wg.jvp(lambda x: wg.tensor(1.0), (x,), (1.0,))[1],
    "the input itself": lambda x: wg.jvp(lambda x: x, (x,), (1.0,))[0],
}


@pytest.mark.parametrize("name", CALLS)
def test_raw_gives_raw_and_tensors_give_tensors(name):
    call = CALLS[name]
    assert type(call(3.0)) is np.float64
    assert isinstance(call(jnp.asarray(3.0)), jax.Array) or name == "a tangent of zero"  # of a NumPy constant
    assert type(call(Tensor(3.0))) is Tensor
    assert float(call(Tensor(3.0))) == float(call(3.0))


def test_one_tensor_among_the_inputs_makes_all_results_tensors():
    for x, y in ((3.0, Tensor(6.0)), (Tensor(3.0), 6.0)):
        assert [type(g) for g in wg.grad(lambda x, y: x * y, (0, 1))(x, y)] == [Tensor, Tensor]
    assert type(wg.grad(lambda x, y: x * y)(3.0, Tensor(6.0))) is np.float64


def test_a_result_without_the_lists_reach_is_a_constant():
    x = wg.tensor(3.0)
    value, g = wg.value_and_grad(lambda x: x * x)(x)
    assert value.step is None
    assert g.step is None


def test_a_result_that_an_older_tensor_reaches_stays_reachable():
    x, w = wg.tensor(3.0, requires_grad=True), wg.tensor(2.0, requires_grad=True)
    value, g = wg.value_and_grad(lambda x: x * x * x)(x)
    assert value.requires_grad
    assert g.requires_grad
    (value + g).backward()
    assert float(x.grad) == 27.0 + 18.0
    _, g = wg.value_and_grad(lambda x: w * x * x)(3.0)
    g.backward()
    assert float(w.grad) == 6.0


@pytest.mark.parametrize("name", [n for n in CALLS if "zero" not in n])
def test_under_no_grad_transforms_work_and_give_constants(name):
    x = wg.tensor(3.0, requires_grad=True)
    with wg.no_grad():
        out, raw = CALLS[name](x), CALLS[name](3.0)
        assert not wg.is_grad_enabled()
    assert type(out) is Tensor
    assert out.step is None
    assert float(out) == raw == float(CALLS[name](x))


def test_open_says_whether_an_input_was_tracked_already():
    assert not Lifted((1.0, Tensor(2.0)), (0, 1), "f").open
    assert Lifted((1.0, wg.tensor(2.0, requires_grad=True)), (0, 1), "f").open
    before = now()
    lifted = Lifted((1.0,), 0, "f")
    assert before < lifted.since < lifted.steps[0].number


# --- the one number of a gradient ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("out", "given"),
    [
        (Tensor(np.ones(2)), r"shape \(2,\), float64"),
        (Tensor(np.ones((1, 1))), r"shape \(1, 1\), float64"),
        (Tensor(np.int64(3)), r"shape \(\), int64"),
        (np.ones(2), r"shape \(2,\), float64"),
        (None, "NoneType"),
        ((1.0, 2.0), "tuple"),
        ("text", "str"),
    ],
)
def test_what_is_not_one_number_has_no_gradient(out, given):
    with pytest.raises(GraphError, match=r"grad: the function must return one real number") as caught:
        scalar_output(out, "grad")
    assert caught.match(given)
    assert caught.match("has_aux=True")


def test_a_constant_result_has_a_gradient_of_zero():
    assert wg.grad(lambda x: 5.0)(3.0) == 0.0
    assert wg.grad(lambda x: np.float64(5.0))(np.ones(2)).tolist() == [0.0, 0.0]
