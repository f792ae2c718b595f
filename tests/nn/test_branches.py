"""Branches: what is added, put side by side or called, eager and compiled."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.testing import check_module


def small(n=2, m=2):
    return nn.Linear(n, m, generator=Generator(n + m))


def test_a_residual_adds_what_passes_by():
    f, s = small(2, 3), small(2, 3)
    x = np.ones((4, 2), "float32")
    np.testing.assert_array_equal(nn.Residual(nn.Sequential(f, nn.Flatten()), s)(x).numpy(), (s(x) + f(x)).numpy())
    assert list(nn.Residual(small()).state_dict()) == ["module.weight", "module.bias"]
    assert [n for n, _ in nn.Residual(f, s).named_children()] == ["module", "shortcut"]


def test_parallel_modules_and_what_is_made_of_them():
    a, b = small(), small()
    x = np.ones((4, 2), "float32")
    assert nn.Parallel(a, b)(x).shape == (4, 4)
    np.testing.assert_array_equal(nn.Parallel(a, b, combine=sum)(x).numpy(), (a(x) + b(x)).numpy())
    assert len(nn.Parallel(a, b, combine=tuple)(x)) == 2
    assert list(nn.Parallel(a, nn.ReLU()).state_dict()) == ["0.weight", "0.bias"]


def test_they_keep_the_contract_of_modules():
    model = nn.Sequential(
        nn.Residual(small()),
        nn.Parallel(small(), nn.Tanh()),
        nn.Lambda(lambda x: x * x),
        nn.Residual(small(4, 1), small(4, 1)),
    )
    check_module(model, np.random.default_rng(0).normal(size=(3, 2)))


def test_a_function_says_its_name():
    assert repr(nn.Lambda(wg.sin)) == "Lambda(sin)"


def test_what_is_no_module_is_refused():
    with pytest.raises(ArgumentError, match="Residual: holds modules only"):
        nn.Residual(wg.sin)
    with pytest.raises(ArgumentError, match="Parallel: there is no module"):
        nn.Parallel()
    with pytest.raises(ArgumentError, match="Lambda: needs a function"):
        nn.Lambda(3.0)
