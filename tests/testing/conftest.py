"""A registry that forgets what a test plants in it.

Knows the registry of primitives. Plants nothing itself.
"""

import pytest

from wengert.primitive import PRIMITIVES


@pytest.fixture(autouse=True)
def clean_registry():
    """Primitives declared by a test are gone after it."""
    before = dict(PRIMITIVES)
    yield
    PRIMITIVES.clear()
    PRIMITIVES.update(before)
