"""Index expressions become plans; what cannot index is refused in the house form."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.arrays.scatter import Span
from wengert.errors import ConcretizationError, DtypeError, ShapeError
from wengert.ops.keys import plan, positions

SHAPE = (3, 4, 5)


def test_slices_and_integers_are_worked_out():
    assert plan((-1, slice(None, None, -2), None), SHAPE).key == (2, Span(3, 2, -2), None, Span(0, 5, 1))


def test_integers_beside_arrays_count_as_arrays():
    found = plan((0, slice(None), np.array([1, 2])), SHAPE)
    assert found.axes == (0, 2)
    assert [np.shape(i) for i in found.indices] == [(), (2,)]
    assert found.trivial


def test_a_mask_takes_as_many_axes_as_it_has():
    mask = np.zeros((3, 4), bool)
    mask[1, 2] = True
    found = plan((mask, 0), SHAPE)
    assert found.axes == (0, 1, 2)
    assert [np.asarray(i).tolist() for i in found.indices] == [[1], [2], 0]


def test_positions_list_the_hits():
    assert positions(np.array([[True, False], [False, True]])).tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        (3, ShapeError, "3 is out of bounds for axis 0"),
        ((0, 0, 0, 0), ShapeError, "4 indices for 3 axes"),
        ((..., ...), ShapeError, "only one"),
        (1.0, DtypeError, "float"),
        ("a", DtypeError, "str"),
        (np.array([0.5]), DtypeError, "float64"),
        (np.ones(2, bool), ShapeError, "a mask has the shape"),
        (slice("a", None), DtypeError, "bounds of a slice"),
        (slice(None, None, 0), ShapeError, "zero"),
        (wg.tensor(0.5), DtypeError, "float64"),
    ],
)
def test_what_cannot_index_is_refused(key, error, words):
    with pytest.raises(error, match=words):
        plan(key, SHAPE)


@pytest.mark.parametrize("index", [lambda x: x[x > 0], lambda x: x[: x.astype("int64").sum()], wg.nonzero])
def test_shapes_that_depend_on_values_cannot_be_compiled(index):
    jax_numpy()
    import jax

    with pytest.raises(ConcretizationError):
        jax.jit(lambda x: index(wg.Tensor(x)).value)(np.ones(3))


def test_a_raw_traced_bound_is_explained():
    jax_numpy()
    import jax

    with pytest.raises(ConcretizationError, match="bounds of a slice"):
        jax.jit(lambda k: plan(slice(0, k), (3,)) and 0)(np.int64(1))
