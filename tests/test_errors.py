"""Errors: their layout, the line they point at, and the tree they form."""

import builtins
import inspect
from pathlib import Path
from types import SimpleNamespace

import pytest

from wengert import errors
from wengert.errors import ShapeError, WengertError, message, user_line

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]


def test_the_four_facts_stand_one_a_line_in_order():
    text = message("matmul: sizes differ", given="(3, 4) @ (5, 2)", expected="(m, k) @ (k, n)", at="a.py:1", hint="x.T")
    assert text.splitlines() == [
        "matmul: sizes differ",
        "  given     (3, 4) @ (5, 2)",
        "  expected  (m, k) @ (k, n)",
        "  at        a.py:1",
        "  try       x.T",
    ]


def test_facts_that_are_not_known_take_no_line_and_falsy_ones_do():
    assert message("h", given=0, at="a.py:1").splitlines() == ["h", "  given     0", "  at        a.py:1"]


def test_the_line_is_the_innermost_one_outside_the_library():
    line = inspect.currentframe().f_lineno + 1
    assert user_line() == f"test_errors.py:{line}"


def test_an_error_raised_deep_inside_points_at_the_caller():
    with pytest.raises(ShapeError, match=r"at        test_errors\.py:\d+"):
        raise ShapeError("h")


def test_worked_examples_are_programs_of_users():
    package = Path(errors.__file__).parent
    frame = lambda *parts: SimpleNamespace(f_code=SimpleNamespace(co_filename=str(package.joinpath(*parts))))
    assert errors._is_users(frame("explain", "gallery", "neuron.py"))
    assert not errors._is_users(frame("explain", "table.py"))
    assert errors._is_users(SimpleNamespace(f_code=SimpleNamespace(co_filename=f"{package}_of_mine/model.py")))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
class TestEveryError:
    def test_is_drawn_in_the_tree_of_the_docstring(self, kind):
        assert kind.__name__ in errors.__doc__

    def test_is_of_the_one_tree(self, kind):
        assert issubclass(kind, WengertError)

    def test_can_be_caught_as_the_builtin_the_drawing_names(self, kind):
        row = next(line for line in errors.__doc__.splitlines() if f" {kind.__name__} " in f"{line} ")
        builtin = row.partition("(also ")[2].rstrip(")")
        assert not builtin or issubclass(kind, getattr(builtins, builtin))


def test_an_unknown_name_is_answered_with_the_nearest_ones():
    error = errors.unknown("optimizer", "adma", ["adam", "adamw", "sgd"])
    assert str(error).splitlines()[0] == "unknown optimizer: adma"
    assert "expected  adam, adamw, sgd" in str(error)
    assert "did you mean adam" in str(error)
    assert "try" not in str(errors.unknown("optimizer", "zzz", ["adam"]))
