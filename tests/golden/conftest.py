"""Golden values: inputs and results of worked examples, recomputed in high precision, by id.

Knows where they lie and how close is close enough. Computes nothing.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from wengert.explain.catalogue import example
from wengert.tensor import value_of

DATA = Path(__file__).parent / "data"


class Golden(SimpleNamespace):
    """One worked example: `inputs` and `values` by name, and the tolerance that belongs to it."""

    def check(self, name, found, rtol=None, atol=None):
        """Compare with the value called `name`: to 1e-12, or what the example allows."""
        found = [value_of(f) for f in found] if isinstance(found, (list, tuple)) else value_of(found)
        rtol = max(1e-12, self.rtol if self.rtol > 1e-10 else 0) if rtol is None else rtol
        np.testing.assert_allclose(found, self.values[name], rtol=rtol, atol=self.atol if atol is None else atol)


@pytest.fixture(scope="session")
def golden():
    """Look an example up: `golden("GV-020")`."""
    examples = {}
    for path in sorted(DATA.glob("*.json")):
        examples |= json.loads(path.read_text(encoding="utf-8"))
    return lambda name: Golden(**examples[name])


@pytest.fixture(scope="session")
def explained():
    """The explanation of a worked example by its name, made once."""
    made = {}

    def explanation(name):
        if name not in made:
            made[name] = example(name).explanation()
        return made[name]

    return explanation
