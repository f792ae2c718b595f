"""The strictest settings, for every test: deterministic examples, no display, warnings are errors (pyproject.toml).

Knows pytest and Hypothesis. Says nothing about what is tested.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from wengert.trace.check import every_trace

# Before anything imports pyplot: a test must never open a window.
os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every machine and every run; compiled tests are slow the first time, so no deadline.
settings.register_profile(
    "wengert",
    derandomize=True,
    deadline=None,
    max_examples=30,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", parent=settings.get_profile("wengert"), max_examples=500)
settings.load_profile(os.environ.get("WENGERT_EXAMPLES", "wengert"))


@pytest.fixture(autouse=True)
def every_trace_is_checked():
    """A list that breaks its specification fails whichever test recorded it."""
    with every_trace():
        yield
