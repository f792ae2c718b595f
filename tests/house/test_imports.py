"""What source files may import, and where.

No hidden imports but the heavy libraries, nothing private, no derivative of another library. Reads syntax trees; the
order of the rooms is judged in test_layers.py.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wengert

SRC = Path(__file__).parents[2] / "src"

# These may be imported inside a function, so that `import wengert` costs what NumPy costs.
HEAVY = {
    "PIL",
    "igraph",
    "jax",
    "jinja2",
    "matplotlib",
    "onnx",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "safetensors",
    "scipy",
    "sklearn",
    "tensorboard",
    "torch",
    "typer",
}

# What `jax` and `torch` would derive for us. Wengert derives it itself; tests compare.
DERIVATIVES = {
    "autograd",
    "checkpoint",
    "custom_derivatives",
    "custom_gradient",
    "custom_jvp",
    "custom_vjp",
    "grad",
    "hessian",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linear_transpose",
    "linearize",
    "remat",
    "value_and_grad",
    "vjp",
}

# File -> why the backward pass of a fused kernel is taken from its library there.
DERIVATIVE_EXCEPTIONS: dict[str, str] = {}


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported anywhere in a tree, the imported names included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def reached(node: ast.AST, roots: set[str]) -> bool:
    """Whether a node reads an attribute of one of the names."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in roots


def hidden_imports(source: str) -> list[str]:
    """Imports inside functions of anything that is not heavy."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {found for function in functions for found in imports(function)}
    return [f"{line}: {name}" for line, name in sorted(inside) if name.partition(".")[0] not in HEAVY]


def private_imports(source: str) -> list[str]:
    """Imports of, and reaches into, names that begin with one underscore."""

    def private(name: str) -> bool:
        return name.startswith("_") and not name.startswith("__")

    tree = ast.parse(source)
    found = {(line, name) for line, name in imports(tree) if any(map(private, name.split(".")))}
    roots = {name.partition(".")[0] for _, name in imports(tree)} | {"np", "jnp"}
    for node in ast.walk(tree):
        if reached(node, roots) and private(node.attr):
            found.add((node.lineno, f"{node.value.id}.{node.attr}"))
    return [f"{line}: {name}" for line, name in sorted(found)]


def foreign_derivatives(source: str) -> list[str]:
    """Uses of another library's differentiation: `jax.grad(f)`, `from jax import vjp`, `torch.autograd`."""
    tree = ast.parse(source)
    found = set()
    for line, name in imports(tree):
        package, *rest = name.split(".")
        if package in {"jax", "torch"} and DERIVATIVES.intersection(rest):
            found.add((line, name))
    for node in ast.walk(tree):
        if reached(node, {"jax", "torch"}) and node.attr in DERIVATIVES:
            found.add((node.lineno, f"{node.value.id}.{node.attr}"))
    return [f"{line}: {name}" for line, name in sorted(found)]


def everywhere(check, src: Path = SRC) -> list[str]:
    """A check of one source text, applied to every file."""
    return [
        f"{path.relative_to(src)}:{finding}"
        for path in sorted(src.rglob("*.py"))
        for finding in check(path.read_text(encoding="utf-8"))
    ]


def test_only_heavy_libraries_are_imported_inside_functions():
    assert everywhere(hidden_imports) == []


def test_nothing_private_is_imported():
    assert everywhere(private_imports) == []


def test_every_derivative_is_our_own():
    found = [f for f in everywhere(foreign_derivatives) if f.partition(":")[0] not in DERIVATIVE_EXCEPTIONS]
    assert found == []


def test_importing_wengert_loads_numpy_and_nothing_heavy():
    code = "import sys; before = set(sys.modules); import wengert; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in {name.partition(".")[0] for name in loaded}
    assert HEAVY.intersection(name.partition(".")[0] for name in loaded) == set()


def in_a_fresh_interpreter(code: str) -> str:
    """What Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_program_that_only_differentiates_does_not_wait_for_the_rooms_of_training():
    rooms = "sorted(m for m in sys.modules if m in {'wengert.nn', 'wengert.losses', 'wengert.optim', 'wengert.train'})"
    assert in_a_fresh_interpreter(f"import sys, wengert; wengert.grad(wengert.sin)(1.0); print({rooms})") == "[]"


def test_a_room_opens_when_it_is_named_however_it_is_named():
    for naming in (
        "import wengert as wg; wg.nn",
        "from wengert import nn",
        "import wengert.nn",
        "from wengert import *",
    ):
        assert in_a_fresh_interpreter(f"{naming}; import sys; print('wengert.nn.linear' in sys.modules)") == "True"
    listed = in_a_fresh_interpreter("import wengert; print(set(wengert.__all__) <= set(dir(wengert)))")
    assert listed == "True"


def test_a_name_that_is_no_room_is_missing_in_pythons_words():
    with pytest.raises(AttributeError, match="module 'wengert' has no attribute 'layers'"):
        _ = wengert.layers


def test_a_hidden_light_import_is_caught():
    source = "def f():\n    import json\n    import jax.numpy as jnp\n    from wengert.ops import sin\n"
    assert hidden_imports(source) == ["2: json", "4: wengert.ops.sin"]


def test_an_import_in_a_method_is_hidden_too():
    assert hidden_imports("class A:\n    def f(self):\n        import html\n") == ["3: html"]


def test_an_import_at_the_top_is_not_hidden():
    assert hidden_imports("import json\n") == []


def test_private_names_are_caught_however_they_are_reached():
    source = "from jax._src import core\nimport numpy as np\nfrom wengert.tensor import _box\nnp._core.x()\n"
    assert private_imports(source) == ["1: jax._src.core", "3: wengert.tensor._box", "4: np._core"]


def test_future_imports_and_own_attributes_are_not_private_imports():
    assert private_imports("from __future__ import annotations\nself._x = 1\n") == []


def test_a_borrowed_derivative_is_caught_however_it_is_spelled():
    source = "import jax\nfrom jax import vjp\njax.grad(f)\nfrom torch.autograd import grad\njax.jit(f)\n"
    assert foreign_derivatives(source) == ["2: jax.vjp", "3: jax.grad", "4: torch.autograd.grad"]


def test_our_own_derivatives_are_not_borrowed():
    assert foreign_derivatives("from wengert.transforms import grad\ngrad(f)\nwg.vjp(f)\n") == []
