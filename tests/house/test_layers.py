"""Imports point down the order of the rooms.

Knows the order and reads syntax trees. Imports nothing it judges.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).parents[2] / "src"

# From the ground up. A room may import the rooms before it, itself, and nothing else of ours.
ROOMS = (
    "errors",
    "arrays",
    "tree",
    "tensor",
    "step",
    "random",
    "rules",
    "refusal",
    "application",
    "primitive",
    "batching",
    "kinds",
    "samples",
    "ops",
    "trace",
    "transforms",
    "compile",
    "nn",
    "losses",
    "curvature",
    "optim",
    "data",
    "train",
    "explain",
    "diagnose",
    "interop",
    "cli",
    "testing",
)
TOP = {"__init__", "__main__"}  # these two are the door: they see every room, and no room looks back at them
SCRIPTS = "wengert/explain/gallery"  # worked examples: what users write, so they come in by the door


def room_of(path: Path, src: Path) -> str:
    """The room a source file belongs to: the folder or module right under the package."""
    return path.relative_to(src / "wengert").parts[0].removesuffix(".py")


def loaded(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of a tree but those under `if TYPE_CHECKING`: they name types in annotations and load nothing."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from loaded(node)


def rooms_imported(source: str) -> list[tuple[int, str]]:
    """(line, room) for every import of our own; the bare package counts as the room `__init__`."""
    found = []
    for node in loaded(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "wengert":
            modules = [f"wengert.{alias.name}" for alias in node.names if alias.name != "__version__"]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            package, _, rest = module.partition(".")
            if package == "wengert":
                room = rest.partition(".")[0]
                found.append((node.lineno, room if room in ROOMS else "__init__"))
    return found


def upward_imports(src: Path) -> list[str]:
    """Every import that does not point down, as `file:line: room may not import room`."""
    wrong = []
    for path in sorted((src / "wengert").rglob("*.py")):
        room = room_of(path, src)
        if room in TOP or path.parent == src / SCRIPTS:
            continue
        if room not in ROOMS:
            wrong.append(f"{path.relative_to(src)}: `{room}` has no place in the order of the rooms")
            continue
        for line, target in rooms_imported(path.read_text(encoding="utf-8")):
            if target == "__init__" or ROOMS.index(target) > ROOMS.index(room):
                wrong.append(f"{path.relative_to(src)}:{line}: {room} may not import {target}")
    return wrong


def plant(src: Path, name: str, text: str) -> None:
    path = src / "wengert" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_imports_point_down():
    assert upward_imports(SRC) == []


def test_a_planted_upward_import_is_caught(tmp_path):
    plant(tmp_path, "tensor.py", "from wengert.ops import sin\n")
    assert upward_imports(tmp_path) == ["wengert/tensor.py:1: tensor may not import ops"]


def test_an_upward_import_inside_a_function_is_caught(tmp_path):
    plant(tmp_path, "ops/elementwise.py", "def f():\n    from wengert import trace\n")
    assert upward_imports(tmp_path) == ["wengert/ops/elementwise.py:2: ops may not import trace"]


def test_names_for_annotations_load_nothing(tmp_path):
    plant(tmp_path, "tensor.py", "if TYPE_CHECKING:\n    from wengert.step import Step\nfrom wengert.ops import sin\n")
    assert upward_imports(tmp_path) == ["wengert/tensor.py:3: tensor may not import ops"]


def test_importing_the_package_from_a_room_is_caught(tmp_path):
    plant(tmp_path, "nn/linear.py", "import wengert as wg\n")
    assert upward_imports(tmp_path) == ["wengert/nn/linear.py:1: nn may not import __init__"]


def test_worked_examples_are_programs_of_users(tmp_path):
    plant(tmp_path, "explain/gallery/neuron.py", "import wengert as wg\n")
    plant(tmp_path, "explain/table.py", "import wengert as wg\n")
    assert upward_imports(tmp_path) == ["wengert/explain/table.py:1: explain may not import __init__"]


def test_a_room_nobody_ordered_is_caught(tmp_path):
    plant(tmp_path, "attic/box.py", "")
    assert upward_imports(tmp_path) == ["wengert/attic/box.py: `attic` has no place in the order of the rooms"]


def test_the_room_itself_and_lower_rooms_may_be_imported(tmp_path):
    plant(tmp_path, "ops/shape.py", "import numpy\nfrom wengert.ops.table import x\nfrom wengert.errors import e\n")
    plant(tmp_path, "__init__.py", "from wengert.cli import main\n")
    assert upward_imports(tmp_path) == []
