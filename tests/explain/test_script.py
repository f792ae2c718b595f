"""Scripts: what they may define, how they are run, and what is said when there is nothing to explain."""

import sys
from types import ModuleType

import pytest

import wengert as wg
from wengert.errors import ArgumentError, DataError
from wengert.explain.script import Script, load_script, viewed

FUNCTION = '''"""A product. Knows two numbers.

More of it.
"""

def f(x, y):
    u = x * y
    return u

args = (2.0, 3.0)
'''


def written(folder, text):
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


def script(**names):
    module = ModuleType("mine")
    module.__dict__.update(names)
    return Script("mine", module)


def test_a_function_and_its_arguments(tmp_path):
    found = load_script(written(tmp_path, FUNCTION))
    assert (found.name, found.title, found.about) == ("mine", "A product. Knows two numbers", "More of it.")
    e = found.explanation()
    assert e["du/dx"] == 3.0
    assert "u" in [row.cells[1] for row in e.forward()]
    assert [t.name for t in found.tables(e)] == [t.name for t in e.tables()]


def test_one_argument_needs_no_tuple():
    assert script(f=lambda x: x * x, args=3.0).explanation()["dy/dx"] == 6.0


@pytest.mark.parametrize("form", ["explanation = wg.explain(lambda x: x * x, 3.0)",
                                  "def explanation(): return wg.explain(lambda x: x * x, 3.0)"])  # fmt: skip
def test_an_explanation_or_what_makes_one(tmp_path, form):
    found = load_script(written(tmp_path, f"import wengert as wg\n{form}\n"))
    assert found.title == "mine"
    assert found.explanation()["dy/dx"] == 6.0


def test_own_tables_and_notes():
    e = wg.explain(lambda x: x * x, 3.0)
    own = script(explanation=e, tables=lambda e: [e.forward(), e.gradients()], NOTES=["look here"])
    assert [t.name for t in own.tables()] == ["forward", "gradients"]
    assert ["look here" in t.notes for t in own.tables()] == [False, True]
    assert "look here" not in e.gradients().notes
    (one,) = own.tables(view="backward")
    assert (one.name, one.notes[-1]) == ("backward", "look here")


def test_a_view_that_is_not_there_is_answered_with_the_nearest():
    with pytest.raises(ArgumentError, match=r"unknown view: backwards(.|\n)*did you mean backward"):
        viewed(wg.explain(lambda x: x * x, 3.0), "backwards")


@pytest.mark.parametrize(("names", "given"), [({}, "no `explanation`"), ({"explanation": lambda: 3}, "that is int")])
def test_nothing_to_explain_is_said(names, given):
    with pytest.raises(ArgumentError, match=rf"mine: nothing to explain(.|\n)*{given}"):
        script(**names).explanation()


def test_files_that_are_no_scripts(tmp_path):
    with pytest.raises(DataError, match="there is no such script"):
        load_script(tmp_path / "none.py")
    (tmp_path / "notes.txt").write_text("words")
    with pytest.raises(DataError, match="not a script"):
        load_script(tmp_path / "notes.txt")


def test_a_script_finds_its_neighbours_and_leaves_the_path_alone(tmp_path):
    (tmp_path / "neighbour_of_mine.py").write_text("args = 3.0\n")
    before = list(sys.path)
    found = load_script(written(tmp_path, "from neighbour_of_mine import args\nf = lambda x: x * x\n"))
    assert found.explanation()["dy/dx"] == 6.0
    assert sys.path == before
