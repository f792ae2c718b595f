"""Every primitive can be traced: its list is well formed, its formulas can be written, its sweeps fit differences.

The registry of primitives, with their samples, is the test table.
"""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.primitive import PRIMITIVES

ROOMS = wg.losses, wg.nn  # opened by being named: their primitives join the registry

TABLE = [(name, k) for name, p in sorted(PRIMITIVES.items()) if p.differentiable for k in range(len(p.samples))]


@pytest.mark.parametrize(("name", "k"), TABLE)
def test_a_sample_of_every_primitive_is_traced_both_ways(name, k):
    p = PRIMITIVES[name]
    case = p.samples[k]
    args = case.draw(np.random.default_rng(k))
    tr = wg.trace(lambda *xs: p(*xs, **case.params), *args)
    tr.check()
    assert tr.lines[-1].name in str(tr)
    seeds = [np.ones_like(v.value) for v in tr.inputs if v.entry.step is not None]
    assert "the differences say" not in str(tr.tangent(*seeds))
    if any(o.tracked for _, o in tr.results):
        ends = [np.ones_like(o.value) for _, o in tr.results]
        assert "the differences say" not in str(tr.adjoint(ends))
        assert all(is_floating(dtype_of(v.adjoint)) for v in tr.inputs if v.entry.step is not None)
