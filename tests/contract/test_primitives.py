"""Every primitive keeps the contract of all primitives: the registry is the test table.

Knows which checks there are and which few primitives are excused from which, and why. The checks are public:
`wengert.testing`.
"""

import importlib
import pkgutil

import pytest

import wengert
from wengert.primitive import PRIMITIVES
from wengert.samples import case, complexes, real
from wengert.testing.primitive import CHECKS

# Every room is imported, so that no primitive escapes by being defined far away.
for _module in pkgutil.walk_packages(wengert.__path__, "wengert."):
    if "cli" not in _module.name and "__main__" not in _module.name:
        importlib.import_module(_module.name)

# (primitive, check) -> why it is excused.
EXCUSED: dict[tuple[str, str], str] = {
    ("pick", "words"): "takes a part of a tuple that no user can hold",
    ("pick", "rules"): "every primitive with a tuple of outputs is a sample of it",
    ("pick", "saved"): "keeps nothing",
    ("alias", "words"): "is written by transforms, not by users",
    ("leaf", "words"): "is written by requires_grad, not by users",
    ("step_at", "saved"): "refuses every sweep and keeps nothing",
    ("positions", "libraries"): "has a shape that depends on values, which compiled programs cannot know",
}

# These stand in a room below that of the samples.
for _name in ("gated", "shielded"):
    PRIMITIVES[_name].samples = [
        case(real(3, 4), real(3, 4)),
        case(real(3, 1), real(4)),
        case(complexes(2), complexes(2)),
    ]

TABLE = [(name, check) for name in sorted(PRIMITIVES) for check in CHECKS if (name, check) not in EXCUSED]


@pytest.mark.parametrize(("name", "check"), TABLE, ids=lambda word: word)
def test_contract(name, check):
    CHECKS[check](PRIMITIVES[name])


def test_excuses_are_of_primitives_that_exist_and_checks_that_exist():
    assert {name for name, _ in EXCUSED} <= set(PRIMITIVES)
    assert {check for _, check in EXCUSED} <= set(CHECKS)
