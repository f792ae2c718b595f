"""The bundled sets are those of scikit-learn, read without it."""

import subprocess
import sys

import numpy as np
import pytest

from wengert.data.bundled import BUNDLED
from wengert.errors import DataError


@pytest.mark.parametrize("name", BUNDLED)
def test_the_numbers_are_scikit_learns(name):
    from sklearn import datasets

    theirs = getattr(datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    ours = BUNDLED[name]()
    np.testing.assert_allclose(ours.x, theirs.data, rtol=1e-6)
    np.testing.assert_allclose(ours.y.ravel(), theirs.target)
    if ours.classes:
        assert list(ours.classes) == [str(n) for n in theirs.target_names]


def test_scikit_learn_is_not_imported():
    code = "import sys, wengert.data; wengert.data.digits(); print('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_its_absence_is_told(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DataError, match="pip install scikit-learn"):
        BUNDLED["iris"]()
