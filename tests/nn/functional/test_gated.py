"""Gated linear units: which half is the gate, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn import functional as F


def test_the_gate_is_the_second_half_of_glu_and_the_first_of_the_others():
    shut_second, shut_first = np.array([2.0, -1e3]), np.array([-1e3, 2.0])
    assert F.glu(shut_second).tolist() == [0]
    assert F.glu(shut_first)[0] < -800
    for f in (F.swiglu, F.geglu):
        assert f(shut_first).tolist() == [0]
        assert f(shut_second)[0] < -1000


@pytest.mark.parametrize("f", [F.glu, F.swiglu, F.geglu])
def test_the_input_alone_is_kept(f):
    x = np.ones(4)
    (kept,) = [s for s in wg.trace(f, x).saved() if s.nbytes]
    assert kept.name != kept.step
    assert kept.nbytes == x.nbytes


@pytest.mark.parametrize("f", [F.glu, F.swiglu, F.geglu])
@pytest.mark.parametrize("dim", [-1, 2])
def test_features_that_do_not_divide_are_refused(f, dim):
    with pytest.raises(ShapeError, match="two halves"):
        f(np.ones((2, 3)), dim)
