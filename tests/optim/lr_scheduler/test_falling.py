"""Schedulers that fall, against PyTorch over 100 steps."""

import pytest

MADE = {
    "StepLR": lambda m, o: m.StepLR(o, 7, 0.5),
    "MultiStepLR": lambda m, o: m.MultiStepLR(o, [3, 30, 31], 0.3),
    "ExponentialLR": lambda m, o: m.ExponentialLR(o, 0.97),
    "ConstantLR": lambda m, o: m.ConstantLR(o, 0.2, 13),
    "LinearLR": lambda m, o: m.LinearLR(o, 0.1, 0.7, 40),
    "PolynomialLR": lambda m, o: m.PolynomialLR(o, 60, 2.0),
}


@pytest.mark.parametrize("name", MADE)
def test_a_hundred_steps_are_pytorchs(same_as_pytorchs, name):
    same_as_pytorchs(MADE[name])
