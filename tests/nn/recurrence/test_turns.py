"""The loop is a scan whether it is recorded or not; states before each turn, sums over turns, batches."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.nn.recurrence.turns import before, over_turns, rewriting, turns


def body(carry, row):
    h = carry[0] * 0.5 + row[0]
    return (h,), (h, h * h)


@pytest.mark.parametrize("reverse", [False, True])
def test_plain_recorded_and_compiled_loops_agree(reverse):
    first, rows = np.ones(2), np.random.default_rng(0).normal(size=(4, 2))
    plain = turns(body, (first,), (rows,), reverse=reverse)
    recorded = turns(body, (wg.tensor(first, requires_grad=True),), (rows,), reverse=reverse)
    compiled = wg.compile(lambda a, b: turns(body, (a,), (b,), reverse=reverse))(first, rows)
    for found in (recorded, compiled):
        for part, expected in zip([*found[0], *found[1]], [*plain[0], *plain[1]], strict=True):
            np.testing.assert_allclose(np.asarray(getattr(part, "value", part)), expected, rtol=1e-12)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_rewriting_loop_gives_what_a_scan_gives_in_the_place_of_its_rows(reverse):
    first, rows = np.ones(2), np.random.default_rng(0).normal(size=(400, 2))

    def turn(carry, row):
        carry, (_, square) = body(carry, row[1:])
        return carry, (square,)

    def rewritten(a, b):
        carry, (out,) = rewriting(turn, (a,), (b,), (b,), reverse)
        return carry[0], out

    program = jax.jit(rewritten, donate_argnums=1).lower(first, rows).compile()
    (last,), (_, squares) = turns(body, (first,), (rows,), reverse=reverse)
    for found, expected in zip(jax.jit(rewritten)(first, rows), (last, squares), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert program.memory_analysis().alias_size_in_bytes == rows.nbytes


def test_a_loop_over_raw_rows_is_recorded_for_what_it_reads():
    w = wg.tensor(2.0, requires_grad=True)
    _, (out,) = turns(lambda c, r: ((c[0] * w + r[0],), (c[0] * w,)), (np.float64(1),), (np.zeros(3),), (w,))
    out.sum().backward()
    assert w.grad.item() == 1 + 2 * 2 + 3 * 4


def test_states_before_and_sums_over_turns():
    states = np.random.default_rng(0).normal(size=(3, 2, 4))
    np.testing.assert_array_equal(before(np.zeros((2, 4)), states)[1:], states[:-1])
    g = np.random.default_rng(1).normal(size=(3, 2, 5))
    np.testing.assert_allclose(over_turns(g, states), np.einsum("tbk,tbh->kh", g, states), rtol=1e-12)
    many = over_turns(np.stack([g, 2 * g], 1), np.stack([states, states], 1))
    np.testing.assert_allclose(many[1], 2 * over_turns(g, states), rtol=1e-12)
