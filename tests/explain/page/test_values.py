"""Values as the page shows them."""

import json

import numpy as np
import pytest

from wengert.explain.page.values import FULL, listed, shown


def test_small_values_are_given_to_the_last_digit():
    x = np.random.default_rng(0).normal(size=(4, 3))
    found = json.loads(json.dumps(shown(x)))
    assert found["shape"] == [4, 3]
    assert np.array_equal(np.reshape(found["data"], (4, 3)), x)


@pytest.mark.parametrize("dtype", ["float32", "float16", "int64", "bool"])
def test_every_kind_of_number_becomes_json(dtype):
    assert json.dumps(shown(np.ones(3, dtype)), allow_nan=False) in (
        '{"shape": [3], "data": [1.0, 1.0, 1.0]}',
        '{"shape": [3], "data": [1, 1, 1]}',
    )


def test_what_is_not_finite_is_told_by_name():
    assert listed(np.array([np.nan, np.inf, -np.inf, 1.0])) == ["nan", "inf", "-inf", 1.0]
    assert json.dumps(shown(np.full(FULL + 1, np.inf)), allow_nan=False)


def test_large_values_are_summarised():
    x = np.concatenate([np.zeros(50), np.full(50, -2.0)])
    assert shown(x) == {"shape": [100], "norm": pytest.approx(np.sqrt(200)), "low": -2.0, "high": 0.0, "zero": 0.5}


def test_parts_and_complex_numbers():
    assert len(shown((np.ones(2), 3.0))["parts"]) == 2
    assert shown(np.array(1 - 2j))["text"] == "1.−2.j"
