"""The loop primitive: what moves, what is stacked, and how it appears in a list."""

import numpy as np

from wengert import ops
from wengert.trace.program import record
from wengert.transforms.loop import Scan, Swept


def accumulate():
    """Carries a sum and a count; the count never moves."""
    body = record(lambda s, n, x, w: (s + ops.sin(w * x), n + 1, s * x), 0.0, 0, 1.0, 2.0).closed()
    return Scan(body, 2, 1, 4, False)


def test_values():
    xs = np.arange(4.0)
    total, count, ys = accumulate()(0.0, 0, xs, 2.0)
    np.testing.assert_allclose(total, np.sin(2 * xs).sum())
    assert count == 4
    np.testing.assert_allclose(ys, xs * np.concatenate([[0], np.cumsum(np.sin(2 * xs))[:-1]]))


def test_what_moves_settles_after_any_number_of_turns():
    loop = accumulate()
    assert loop.moving([3]) == ([0, 3], [0, 2])
    assert loop.moving([1]) == ([], [])


def test_the_extension_stacks_what_is_no_argument():
    swept = accumulate().extended((False, False, False, True))
    assert isinstance(swept, Swept)
    # The sum is not linear in itself alone: s * x reads s only for x; cos reads the product w x.
    assert len(swept.outputs) - swept.base.count == len(swept.stacked) <= 2
    assert swept.slim(2) is swept.base
    assert swept.slim(3) is swept
