"""Update: affine in η, verified by a second forward pass, read out in words."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.explain.views.update import affine_in_rate, reading


def test_the_pass_after_the_step_is_the_model_after_the_step(one):
    table = one.verification(0.2)
    w1, b1, w2, b2 = (one.update(0.2).value(n, "new value") for n in ("W1", "b1", "W2", "b2"))
    yhat = w2 @ np.tanh(w1 @ one["x"] + b1) + b2
    np.testing.assert_allclose(table.value("yhat", "after"), yhat, rtol=1e-14)
    loss = np.mean((yhat - one["y"]) ** 2)
    assert table.value("loss", "after") == pytest.approx(loss)
    assert table.value("decrease in percent", "after") == pytest.approx(100 * (1 - loss / one["loss"]))


def test_the_first_order_is_right_for_small_steps(one):
    assert one.verification(1e-6).value("decrease / prediction", "after") == pytest.approx(1, abs=1e-4)


def test_words_for_signs_and_for_steps_that_are_too_long():
    e = wg.explain(lambda w: 0.5 * w**2, 2.0)
    assert "1 are lowered" in reading(e.subject, 0.1)[0]
    assert "falls" in reading(e.subject, 0.1)[2]
    assert "too long" in reading(e.subject, 3.0)[3]
    assert e.update(0.1).cell("w", "reading") == "lowered: its gradient is positive"


def test_the_rate_is_left_open_or_asked_for(function):
    assert function.update().columns[-1].name == "as a function of η"
    assert affine_in_rate(np.ones((1, 1)), np.zeros((1, 1)), function.subject.digits) == "1"
    assert affine_in_rate(np.ones(99), np.ones(99), function.subject.digits) == ""
    with pytest.raises(ArgumentError, match="rate"):
        function.verification()
