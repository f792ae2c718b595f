"""Step tables: numbers go on from one pass to the next, and every source is an earlier step."""

import numpy as np


def test_every_source_is_an_earlier_step_with_that_value(batch):
    forward, backward = batch.forward(), batch.backward()
    assert forward.column("step") == list(range(1, len(forward) + 1))
    assert backward.column("step") == list(range(len(forward) + 1, len(forward) + len(backward) + 1))
    for row in (*forward, *backward):
        sources = row.cells[5]
        assert all(k < row.cells[0] for k in sources.steps)
        assert all(k <= len(forward) for k in (*sources.forward, *sources.origins))
        assert row.entry.phase == "forward" or sources.steps or sources.words


def test_every_derivative_is_checked_and_agrees(one, batch, function):
    for e in (one, batch, function):
        for row in e.backward():
            check = row.cells[-1]
            assert check is not None or row.entry.role in ("contribution", "jacobian")
            assert check is None or check.agrees
            if check is not None:
                np.testing.assert_allclose(check.moved, row.cells[4], atol=1e-5)
        assert "all" in e.backward().notes[0]


def test_numbers_put_in_give_the_value(function):
    for row in (*function.forward(), *function.backward()):
        text = row.cells[3]
        if text:
            for sign, typed in {"−": "-", "·": "*", "²": "**2", "⁻": "-"}.items():
                text = text.replace(sign, typed)
            assert np.isclose(eval(text, {"sin": np.sin, "cos": np.cos}), row.cells[4], atol=1e-6)


def test_compact_leaves_parameters_out(one):
    assert one.compact().column("quantity") == ["x", "z₁", "a₁", "ŷ", "y", "ℒ"]
    assert one.compact().cell("loss", "arithmetic").endswith(one.subject.digits.number(one["loss"]))
