"""Names are printed as people write them, found again however they are typed, and read from a function's source."""

import pytest

from wengert.explain.naming import canonical, pretty, statements


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("z1", "z₁"), ("yhat", "ŷ"), ("loss", "ℒ"), ("W", "W"), ("x_2", "x₂"), ("lam", "λ"), ("a0", "a₀"),
     ("total", "total"), ("logits2", "logits2"), ("model.0.weight", "model.0.weight"), ("that", "that")],
)  # fmt: skip
def test_printed(typed, printed):
    assert pretty(typed) == printed


@pytest.mark.parametrize(
    "spellings",
    [("∂ℒ/∂W₁", "dL/dW1", "dloss/dW1"), ("ŷ", "yhat"), ("δ₃", "delta3", "delta_3"), ("v̄₋₁", "vbar-1", "v-1bar"),
     ("∂ŷ/∂z₃", "dyhat/dz3"), ("ẏ", "ydot", "y_dot"), ("ℒ", "loss", "L")],
)  # fmt: skip
def test_all_spellings_are_one(spellings):
    assert len({canonical(s) for s in spellings}) == 1
    assert canonical("dL/dW1") != canonical("dL/dW2")


def sample(x):
    z1 = x * 2
    total: float = (
        z1
        + 1
    )  # fmt: skip
    for _ in range(2):
        w = total * 2
    return w


def test_statements_of_a_function():
    file, found = statements(sample)
    assert file == "test_naming.py"
    assert [(s.target, s.repeated) for s in found] == [("z1", False), ("total", False), ("w", True), ("", False)]
    assert found[1].last - found[1].first == 3


def test_a_lambda_has_no_statements_of_its_own():
    f = lambda x: x
    assert statements(f)[1] == []
    assert statements(abs) == ("", [])
