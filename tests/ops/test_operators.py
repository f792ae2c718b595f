"""Python's notation and the methods of Tensor are the operations of the table."""

import ast
import math
from pathlib import Path

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ConcretizationError, MutationError, ShapeError
from wengert.ops.operators import BINARY, COMPARISONS, METHODS, PROPERTIES

X = np.arange(1.0, 7.0).reshape(2, 3)
NUMERIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "floordiv": "//", "mod": "%"}


@pytest.mark.parametrize("sign", NUMERIC.values())
def test_arithmetic_signs_from_both_sides(sign):
    x = wg.tensor(X)
    for left, right in ((x, X), (X, x), (x, 2.0), (2.0, x), (x, x)):
        value = lambda side: side.numpy() if isinstance(side, wg.Tensor) else side
        want = eval(f"a {sign} b", {"a": value(left), "b": value(right)})
        got = eval(f"a {sign} b", {"a": left, "b": right})
        assert isinstance(got, wg.Tensor)
        np.testing.assert_allclose(got.numpy(), want)


@pytest.mark.parametrize("sign", ["&", "|", "^", "<<", ">>"])
def test_bit_signs_from_both_sides(sign):
    a, b = np.array([5, 6]), np.array([3, 1])
    want = eval(f"a {sign} b", {"a": a, "b": b})
    assert eval(f"a {sign} b", {"a": wg.tensor(a), "b": b}).tolist() == want.tolist()
    assert eval(f"a {sign} b", {"a": a, "b": wg.tensor(b)}).tolist() == want.tolist()


def test_one_sided_notation():
    x = wg.tensor(np.array([-1.5, 2.5]))
    for f in (abs, lambda v: -v, lambda v: +v, round, math.floor, math.ceil, math.trunc):
        np.testing.assert_array_equal(f(x).numpy(), [f(float(v)) for v in x])
    assert (x @ x).item() == 8.5


def test_properties():
    x = wg.tensor(np.ones((2, 3, 4)))
    assert x.T.shape == (4, 3, 2)
    assert x.mT.shape == (2, 4, 3)
    z = wg.tensor(np.array([[1 + 2j, 3j]]))
    assert z.H.tolist() == [[1 - 2j], [-3j]]
    assert z.real.tolist() == [[1.0, 0.0]]
    assert z.imag.tolist() == [[2.0, 3.0]]
    assert z.at[0, 0].set(0).tolist() == [[0j, 3j]]


def test_pytorch_spells_axis_dim():
    x = wg.tensor(X)
    np.testing.assert_array_equal(x.sum(dim=1, keepdim=True).numpy(), X.sum(1, keepdims=True))
    np.testing.assert_array_equal(x.sum(dim=[0, 1]).numpy(), X.sum())
    np.testing.assert_array_equal(x.flip(dims=(0,)).numpy(), X[::-1])
    np.testing.assert_array_equal(x.roll(shifts=1, dims=1).numpy(), np.roll(X, 1, 1))
    np.testing.assert_array_equal(x.sum(1).numpy(), X.sum(1))
    np.testing.assert_array_equal(x.amax(0).numpy(), X.max(0))


def test_rows_iterate_and_contain():
    x = wg.tensor(X)
    assert [r.tolist() for r in x] == X.tolist()
    assert [r.tolist() for r in reversed(x)] == X[::-1].tolist()
    assert 3.0 in x
    assert 9.0 not in x
    a, b = x
    assert (a + b).tolist() == [5.0, 7.0, 9.0]
    with pytest.raises(ShapeError, match="a scalar has no rows"):
        iter(wg.tensor(1.0))


def test_membership_needs_values():
    import jax

    with pytest.raises(ConcretizationError):
        jax.jit(lambda x: 1.0 in wg.Tensor(x))(X)


class TestItemAssignment:
    def test_rebinds_and_keeps_what_was_computed_before(self):
        w = wg.tensor(X, requires_grad=True)
        y = w * 2
        before = y.sum()
        y[0, 1] = 100.0
        y[y > 50] = 0.0
        (y * y).sum().backward()
        want = 8 * X
        want[0, 1] = 0
        np.testing.assert_array_equal(w.grad.numpy(), want)
        w.grad = None
        before.backward()
        np.testing.assert_array_equal(w.grad.numpy(), np.full((2, 3), 2.0))

    def test_the_assigned_value_has_a_gradient(self):
        def f(v):
            out = wg.zeros(3)
            out[1] = v * v
            out[1] += v
            return out.sum()

        assert float(wg.grad(f)(3.0)) == 7.0
        assert float(wg.grad(wg.grad(f))(3.0)) == 2.0

    def test_inside_a_compiled_program(self):
        import jax

        def f(x):
            x[[0, 0]] = 2.0 * x[1:]
            return (x * x).sum()

        x = np.array([1.0, 2.0, 3.0])
        np.testing.assert_allclose(jax.jit(wg.grad(f))(x), wg.grad(f)(x))
        np.testing.assert_allclose(wg.grad(f)(x), [0.0, 4.0, 30.0])

    def test_a_leaf_is_changed_only_when_nothing_is_recorded(self):
        w = wg.tensor(X, requires_grad=True)
        with pytest.raises(MutationError, match="a leaf that requires gradients"):
            w[0] = 0.0
        with wg.no_grad():
            w[0] = 0.0
        assert w.is_leaf
        assert w.requires_grad
        assert w[0].tolist() == [0.0, 0.0, 0.0]

    def test_the_source_array_is_not_written(self):
        source = X.copy()
        x = wg.tensor(source)
        x[0] = -1.0
        np.testing.assert_array_equal(source, X)


def test_every_row_of_the_table_is_on_tensor_and_described():
    names = [*METHODS, *PROPERTIES, *(f"__{n}__" for n in (*BINARY, *COMPARISONS)), *(f"__r{n}__" for n in BINARY)]
    assert [n for n in names if n not in vars(wg.Tensor)] == []
    assert [n for n in (*METHODS, *PROPERTIES) if not getattr(wg.Tensor, n).__doc__] == []


def test_type_checkers_are_told_of_exactly_these_names():
    stub = ast.parse((Path(wg.__file__).parent / "notation.pyi").read_text(encoding="utf-8"))
    (told,) = (node.body for node in stub.body if isinstance(node, ast.ClassDef))
    names = [n.target.id if isinstance(n, ast.AnnAssign) else n.name for n in told]
    signs = [f"__{side}{n}__" for n in BINARY for side in ("", "r")] + [f"__{n}__" for n in COMPARISONS]
    assert {*METHODS, *PROPERTIES, *signs} - set(names) == set(), "add a line to src/wengert/notation.pyi"
    assert [n for n in names if not hasattr(wg.Tensor, n)] == []
    assert len(names) == len(set(names))
