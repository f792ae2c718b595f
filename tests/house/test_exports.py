"""The public names are exactly the documented ones, and each of them says what it does.

Compares `__all__` of every public module with the pages under docs/api. Knows how those pages list names.
"""

import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import wengert

API = Path(__file__).parents[2] / "docs" / "api"


def documented(page: str) -> dict[str, list[str]]:
    """Module -> names, as a page lists them: `currentmodule`, then one autodoc directive for each name."""
    listed: dict[str, list[str]] = {}
    module = ""
    for line in page.splitlines():
        if match := re.match(r"\.\. (currentmodule|automodule):: (\S+)$", line):
            module = match[2]
            listed.setdefault(module, [])
        elif match := re.match(r"\.\. auto(?:function|class|data|exception|decorator):: (\w+)$", line):
            listed[module].append(match[1])
    return listed


def all_documented(folder: Path) -> dict[str, list[str]]:
    """The lists of all pages of a folder, joined by module."""
    joined: dict[str, list[str]] = {}
    for page in sorted(folder.glob("*.md")):
        for module, names in documented(page.read_text(encoding="utf-8")).items():
            joined.setdefault(module, []).extend(names)
    return joined


def own_names(module: ModuleType) -> list[str]:
    """What a module exports, its rooms left out: those have their own lists."""
    return [name for name in module.__all__ if not inspect.ismodule(getattr(module, name))]


def undescribed(module: ModuleType) -> list[str]:
    """Public functions and classes of a module without a docstring, and public methods of such classes."""
    silent = []
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.ismodule(value) or not callable(value):
            continue
        if not inspect.getdoc(value):
            silent.append(name)
        if inspect.isclass(value):
            own = ((n, m) for n, m in vars(value).items() if not n.startswith("_") and inspect.isfunction(m))
            silent += [f"{name}.{n}" for n, m in own if not inspect.getdoc(getattr(value, n))]
    return silent


DOCUMENTED = all_documented(API)


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
class TestEveryPublicModule:
    def test_exports_exactly_the_documented_names(self, name):
        assert sorted(own_names(importlib.import_module(name))) == sorted(DOCUMENTED[name])

    def test_exports_names_that_exist_and_none_twice(self, name):
        module = importlib.import_module(name)
        assert [n for n in module.__all__ if not hasattr(module, n)] == []
        assert len(set(module.__all__)) == len(module.__all__)

    def test_describes_every_name(self, name):
        assert undescribed(importlib.import_module(name)) == []


def test_the_package_and_every_room_of_it_are_documented():
    rooms = [getattr(wengert, name) for name in wengert.__all__ if inspect.ismodule(getattr(wengert, name))]
    # A room whose names all stand at the root is documented there.
    elsewhere = {room.__name__ for room in rooms if not set(own_names(room)) <= set(wengert.__all__)}
    assert {"wengert"} | elsewhere <= set(DOCUMENTED)


def test_nothing_public_hides_outside_the_list():
    visible = {n for n, v in vars(wengert).items() if not n.startswith("_") and not inspect.ismodule(v)}
    assert visible - set(wengert.__all__) == set()


def test_a_page_is_read_as_sphinx_reads_it():
    page = (
        "# Derivatives\n```{eval-rst}\n.. currentmodule:: wengert\n\n"
        ".. autofunction:: grad\n.. autofunction:: jvp\n```\n"
        "Prose.\n```{eval-rst}\n.. automodule:: wengert.nn\n.. autoclass:: Linear\n   :members:\n```\n"
    )
    assert documented(page) == {"wengert": ["grad", "jvp"], "wengert.nn": ["Linear"]}


def test_names_on_two_pages_are_joined(tmp_path):
    (tmp_path / "a.md").write_text(".. currentmodule:: m\n.. autofunction:: f\n")
    (tmp_path / "b.md").write_text(".. currentmodule:: m\n.. autoexception:: E\n")
    assert all_documented(tmp_path) == {"m": ["f", "E"]}


def test_rooms_are_left_to_their_own_lists():
    module = ModuleType("m")
    module.__dict__.update(__all__=["size", "room"], size=3, room=ModuleType("m.room"))
    assert own_names(module) == ["size"]


def test_a_name_without_a_docstring_is_caught():
    class Told:
        """Told."""

        def told(self):
            """Told."""

        def silent(self): ...

    def untold(): ...

    module = ModuleType("m")
    module.__dict__.update(__all__=["Told", "untold", "size"], Told=Told, untold=untold, size=3)
    assert undescribed(module) == ["Told.silent", "untold"]
