"""Tensors: what they copy, what they say about themselves, what they convert to and what they refuse."""

import operator
import weakref

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ConcretizationError, DtypeError, ShapeError
from wengert.tensor import Tensor, tensor, value_of

jax = pytest.importorskip("jax")
jnp = jax_numpy()


# --- making ones ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1.5, "float64"),
        (3, "int64"),
        (True, "bool"),
        (1j, "complex128"),
        ([1.0, 2.0], "float64"),
        ([[1, 2], [3, 4]], "int64"),
        ((True, False), "bool"),
        (np.float32(1), "float32"),
        (np.ones(2, "f4"), "float32"),
        (np.ones(2, "u1"), "uint8"),
        ([], "float64"),
        ([np.float32(1), np.float32(2)], "float32"),
        ([Tensor(np.float32(1)), Tensor(np.float32(2))], "float32"),
        (Tensor(np.ones(2, "c8")), "complex64"),
    ],
)
def test_data_keep_their_dtype(data, dtype):
    t = tensor(data)
    assert t.dtype == np.dtype(dtype)
    assert t.step is None
    assert not t.requires_grad
    assert np.array_equal(t.numpy(), [value_of(d) for d in data] if isinstance(data, list) else value_of(data))


@pytest.mark.parametrize("data", [[1, 2], np.arange(2.0), Tensor(np.arange(2)), jnp.arange(2)])
def test_a_wanted_dtype_wins(data):
    assert tensor(data, dtype="float32").dtype == np.float32
    assert tensor(data, dtype=np.complex128).dtype == np.complex128


def test_a_tensor_is_a_copy_and_the_source_stays_writeable():
    source = np.array([1.0, 2.0])
    t = tensor(source)
    source[0] = 9.0
    assert t.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        t.value[0] = 5.0
    again = tensor(t)
    assert not np.shares_memory(again.value, t.value)


def test_a_copy_of_a_tracked_tensor_is_a_leaf():
    x = tensor([1.0, 2.0], requires_grad=True)
    copy = tensor(x * 2.0)
    assert copy.step is None
    assert copy.tolist() == [2.0, 4.0]


def test_a_leaf_that_requires_grad_accumulates():
    x = tensor([1.0, 2.0], requires_grad=True)
    assert x.requires_grad
    assert x.is_leaf
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


@pytest.mark.parametrize("data", [3, [1, 2], True, np.ones(2, "i2")])
def test_integers_cannot_require_grad(data):
    with pytest.raises(DtypeError, match="requires_grad"):
        tensor(data, requires_grad=True)


@pytest.mark.parametrize("data", ["text", ["a", "b"], [None], np.array([object()]), np.array(["2020"], "M8[Y]")])
def test_what_is_no_number_is_refused(data):
    with pytest.raises(DtypeError, match="the data are not numbers"):
        tensor(data)


def test_a_jax_array_stays_one():
    t = tensor(jnp.ones(2))
    assert isinstance(t.value, jax.Array)
    assert t.dtype == np.float64


def test_value_of_opens_tensors_only():
    x = np.ones(2)
    assert value_of(Tensor(x)) is x
    assert value_of(x) is x
    assert value_of("text") == "text"


# --- facts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [np.ones, jnp.ones])
def test_facts_are_those_of_the_value(make):
    t = Tensor(make((2, 3), "float32"))
    assert (t.shape, t.ndim, t.size, t.dtype, t.nbytes, len(t)) == ((2, 3), 2, 6, np.float32, 24, 2)
    assert type(t.size) is int


def test_facts_of_scalars_and_empty_arrays():
    assert (Tensor(2.0).shape, Tensor(2.0).size, Tensor(2.0).dtype, Tensor(2.0).nbytes) == ((), 1, np.float64, 8)
    assert (Tensor(np.ones((0, 3))).size, len(Tensor(np.ones((0, 3))))) == (0, 0)


def test_the_device_is_named():
    assert Tensor(2.0).device == tensor([1.0]).device == "cpu"
    assert "cpu" in tensor([1.0]).jax().device or "gpu" in tensor([1.0]).jax().device


def test_only_floating_tensors_that_sweeps_reach_require_grad():
    x = tensor([1.0, 2.0], requires_grad=True)
    assert (x * 2).requires_grad
    assert not (x > 1).requires_grad
    assert not x.detach().requires_grad


def test_a_tensor_is_known_by_identity_and_can_be_held_weakly():
    x, y = tensor(1.0), tensor(1.0)
    assert len({x, y, x}) == 2
    r = weakref.ref(x)
    del x
    assert r() is None


# --- conversions ---------------------------------------------------------------------------------------------------


def test_numpy_gives_a_view_that_cannot_be_written_to():
    t = Tensor(np.ones(2))
    a = t.numpy()
    assert np.shares_memory(a, t.value)
    with pytest.raises(ValueError, match="read-only"):
        a[0] = 5.0
    assert t.value.flags.writeable


def test_jax_and_back():
    t = tensor([1.0, 2.0], requires_grad=True)
    j = t.jax()
    assert isinstance(j.value, jax.Array)
    assert (j.dtype, j.step) == (np.float64, None)
    assert j.numpy().tolist() == j.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("data", "kind"), [(2.5, float), (3, int), (True, bool), (1j, complex), ([[4.0]], float)])
def test_item_is_a_python_number(data, kind):
    item = tensor(data).item()
    assert type(item) is kind
    assert item == (4.0 if data == [[4.0]] else data)
    assert type(tensor(data).jax().item()) is kind


def test_python_numbers():
    assert (float(tensor(2.5)), int(tensor(2.7)), complex(tensor(1j)), bool(tensor(0.0))) == (2.5, 2, 1j, False)
    assert operator.index(tensor(3)) == 3
    assert [10, 20, 30][tensor(1)] == 20
    assert list(range(tensor(2))) == [0, 1]


def test_numpy_functions_read_tensors():
    t = tensor([1.0, 2.0])
    assert np.asarray(t).tolist() == [1.0, 2.0]
    assert np.asarray(t, "float32").dtype == np.float32
    assert np.linalg.norm(tensor([3.0, 4.0])) == 5.0


def test_numpy_leaves_mixed_operations_to_tensors():
    x = tensor([1.0, 2.0], requires_grad=True)
    a = np.array([3.0, 4.0])
    for out, wanted in [(a * x, [3.0, 8.0]), (a - x, [2.0, 2.0]), (np.float64(2.0) / x, [2.0, 1.0]), (a @ x, 11.0)]:
        assert type(out) is Tensor
        assert out.requires_grad
        assert out.tolist() == wanted


# --- refusals ------------------------------------------------------------------------------------------------------


def test_item_of_many_or_none_is_refused():
    for data in ([1.0, 2.0], []):
        with pytest.raises(ShapeError, match="item: needs exactly one element") as caught:
            tensor(data).item()
        assert f"shape ({len(data)},)" in str(caught.value)
    with pytest.raises(ShapeError):
        float(tensor([1.0, 2.0]))


def test_a_scalar_has_no_length():
    with pytest.raises(ShapeError, match="len: a scalar has no length"):
        len(tensor(1.0))


@pytest.mark.parametrize("data", [1.0, 1j])
def test_only_integers_index(data):
    with pytest.raises(DtypeError, match="only integers can index"):
        operator.index(tensor(data))
    with pytest.raises(TypeError):
        [1, 2, 3][tensor(data)]


@pytest.mark.parametrize("ask", [float, int, bool, complex, np.asarray, Tensor.numpy, Tensor.item, Tensor.tolist])
def test_a_number_that_is_not_known_yet_is_refused(ask):
    seen = []

    def f(x):
        with pytest.raises(ConcretizationError, match="not known while compiling or recording") as caught:
            ask(x * 2.0)
        seen.append(str(caught.value))
        return x * 2.0

    assert float(wg.compile(f)(tensor(3.0))) == 6.0
    assert float(jax.jit(lambda x: value_of(f(Tensor(x))))(3.0)) == 6.0
    assert len(seen) >= 2
    assert all("a traced tensor of shape (), float64" in text for text in seen)
    assert ask(tensor(1.0)) == 1.0


def test_a_number_is_known_inside_a_transform():
    assert wg.grad(lambda x: x * x if float(x) > 0 and x.item() == 3.0 else x)(3.0) == 6.0


# --- print ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: tensor(3.0), "Tensor(3.)"),
        (lambda: tensor(3), "Tensor(3, dtype=int64)"),
        (lambda: tensor([True, False]), "Tensor([ True, False])"),
        (lambda: tensor([1.0, 2.5], dtype="float32"), "Tensor([1. , 2.5], dtype=float32)"),
        (lambda: tensor(1.0, requires_grad=True), "Tensor(1., requires_grad=True)"),
        (lambda: wg.exp(tensor(0.0, requires_grad=True)), "Tensor(1., grad_fn=<ExpBackward0>)"),
        (lambda: tensor([[1.0], [2.0]]), "Tensor([[1.],\n        [2.]])"),
        (lambda: tensor(1.0).jax(), "Tensor(1.)"),
    ],
)
def test_tensors_print_value_kind_and_origin(make, text):
    assert repr(make()) == text


def test_a_tensor_that_is_not_known_prints_its_shape():
    seen = []
    jax.jit(lambda x: (seen.append(repr(Tensor(x))), x)[1])(jnp.ones((2, 3)))
    assert seen == ["Tensor(shape=(2, 3), dtype=float64)"]


def test_formats_are_those_of_the_number():
    assert f"{tensor(3.14159):.2f} {tensor(7):03d} {tensor(2.0)}" == "3.14 007 Tensor(2.)"
    with pytest.raises(ShapeError):
        f"{tensor([1.0, 2.0]):.2f}"
