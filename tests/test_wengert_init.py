"""The package: rooms open when they are named, however that is done, and a name that is none is refused."""

import importlib
import subprocess
import sys

import pytest

import wengert as wg


def fresh(code):
    """Run code in a new interpreter; what it printed."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_room_opens_when_it_is_named_and_not_before():
    code = (
        "import sys, wengert as wg\n"
        "before = 'wengert.nn' in sys.modules\n"
        "wg.nn.Linear(2, 2)\n"
        "print(before, 'wengert.nn' in sys.modules, 'wengert.train' in sys.modules)"
    )
    assert fresh(code) == "False True False"


def test_every_way_of_naming_a_room_is_the_same():
    code = "from wengert import nn; import wengert as wg, wengert.nn; print(nn is wg.nn is wengert.nn)"
    assert fresh(code) == "True"


def test_all_names_are_there_and_listed():
    for name in wg.__all__:
        assert getattr(wg, name) is not None
    assert set(wg.__all__) <= set(dir(wg))
    for room in ("nn", "losses", "optim", "data", "train"):
        assert getattr(wg, room) is importlib.import_module(f"wengert.{room}")


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="no_such_name"):
        wg.no_such_name
