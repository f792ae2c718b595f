"""Gradients: those of the transforms, in the shape of what they belong to; sums over paths."""

import numpy as np

import wengert as wg


def test_gradients_are_those_of_backward(batch):
    table = batch.gradients()
    assert table.column("parameter") == ["W₁", "b₁", "W₂", "b₂", "x"]
    for row in table:
        assert np.shape(row.cells[1]) == np.shape(row.cells[3])
        assert row.cells[-1].agrees
    assert table.rows[-1].section == "Inputs"
    total = np.sqrt(sum(n**2 for n in table.column("norm")[:4]))
    assert table.notes[0] == f"‖gradient‖ = {batch.subject.digits.number(total)}"


def test_paths_add_up(function, batch):
    table = function.accumulation("u")
    *parts, whole = table.column("value")
    assert np.isclose(sum(parts), whole)
    assert np.isclose(whole, wg.grad(lambda u: wg.sin(u) * u**2)(-0.84))
    assert {row.section for row in batch.accumulation()} == {"∂ℒ/∂W₁", "∂ℒ/∂W₂"}


def test_nothing_feeds_several_steps(one):
    assert len(one.accumulation()) == 0
    assert one.accumulation().notes == ["no quantity feeds several steps"]
