"""The tests mirror the source path for path: "where is this tested?" never needs a search.

Compares two listings. What the tests say is not its business, except that each file holds at least one.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Source file -> the test that covers it. Files of nothing but primitives are covered by the contract of them all.
CONTRACT = "contract/test_primitives.py"
COVERED_ELSEWHERE: dict[str, str] = {
    "ops/comparison.py": CONTRACT,
    "ops/decomposition.py": CONTRACT,
    "ops/determinants.py": CONTRACT,
    "ops/diagonals.py": CONTRACT,
    "ops/dtype.py": CONTRACT,
    "ops/einsum.py": CONTRACT,
    "ops/factorization.py": CONTRACT,
    "ops/fourier.py": CONTRACT,
    "ops/linalg.py": CONTRACT,
    "ops/norms.py": CONTRACT,
    "ops/products.py": CONTRACT,
    "ops/rounding.py": CONTRACT,
    "ops/selection.py": CONTRACT,
}

# Folders of scripts, each of which is a row of one test.
ROWS = {"explain/gallery": "explain/test_catalogue.py"}

# Tests of several source files together.
TOGETHER = {
    "compile/test_training.py",  # a model and an optimizer in one program
    "transforms/test_nesting.py",  # every transform inside every other
}

# Folders of tests that follow an idea and not a source file.
CROSSING = {"contract", "house", "golden", "oracles", "examples"}


def has_code(source: str) -> bool:
    """Whether a module does more than state names: an `__init__` that only re-exports needs no test."""
    plain = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign, ast.AnnAssign)
    return not all(isinstance(node, plain) for node in ast.parse(source).body)


def partner(path: Path) -> Path:
    """The test file of a source file, both relative: ops/linalg.py -> ops/test_linalg.py."""
    name = f"test_{path.parent.name or 'wengert'}_init.py" if path.name == "__init__.py" else f"test_{path.name}"
    return path.parent / name


def holds_a_test(source: str) -> bool:
    """Whether a test file defines a test function or a class of them."""
    kinds = ast.FunctionDef | ast.ClassDef
    return any(isinstance(n, kinds) and n.name.lower().startswith("test") for n in ast.walk(ast.parse(source)))


def untested(root: Path, elsewhere: dict[str, str]) -> list[str]:
    """Source files without a partner."""
    package = root / "src" / "wengert"
    missing = []
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        if path.name in {"__init__.py", "__main__.py"} and not has_code(path.read_text(encoding="utf-8")):
            continue
        test = partner(relative).as_posix()
        other = elsewhere.get(relative.as_posix(), ROWS.get(relative.parent.as_posix(), test))
        if not (root / "tests" / test).is_file() and not (root / "tests" / other).is_file():
            missing.append(f"{relative.as_posix()} wants tests/{other}")
    return missing


def orphans(root: Path) -> list[str]:
    """Test files that mirror nothing."""
    tests, package = root / "tests", root / "src" / "wengert"
    partners = {partner(path.relative_to(package)) for path in package.rglob("*.py")}
    found = (path.relative_to(tests) for path in sorted(tests.rglob("test_*.py")))
    alone = (path for path in found if path not in partners and path.parts[0] not in CROSSING)
    return [path.as_posix() for path in alone if path.as_posix() not in TOGETHER]


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def f():\n    pass\n", encoding="utf-8")


def test_every_source_file_has_its_test():
    assert untested(ROOT, COVERED_ELSEWHERE) == []


def test_every_test_file_mirrors_a_source_file():
    assert orphans(ROOT) == []


def test_the_list_of_exceptions_names_files_that_exist():
    package = ROOT / "src" / "wengert"
    assert [name for name in (*COVERED_ELSEWHERE, *ROWS) if not (package / name).exists()] == []


def test_every_test_file_holds_a_test():
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    assert [p.relative_to(ROOT).as_posix() for p in files if not holds_a_test(p.read_text(encoding="utf-8"))] == []


def test_a_source_file_without_a_partner_is_caught(tmp_path):
    make(tmp_path, "src/wengert/ops/linalg.py", "src/wengert/tree.py", "tests/test_tree.py")
    assert untested(tmp_path, {}) == ["ops/linalg.py wants tests/ops/test_linalg.py"]


def test_an_exception_must_point_at_a_test_that_exists(tmp_path):
    make(tmp_path, "src/wengert/ops/linalg.py")
    elsewhere = {"ops/linalg.py": "contract/test_primitives.py"}
    assert untested(tmp_path, elsewhere) == ["ops/linalg.py wants tests/contract/test_primitives.py"]
    make(tmp_path, "tests/contract/test_primitives.py")
    assert untested(tmp_path, elsewhere) == []


def test_an_init_with_code_wants_a_test_and_a_plain_one_does_not(tmp_path):
    make(tmp_path, "src/wengert/ops/__init__.py", "src/wengert/nn/__init__.py")
    (tmp_path / "src/wengert/nn/__init__.py").write_text('"""Doc."""\nfrom wengert.nn.linear import Linear\n')
    assert untested(tmp_path, {}) == ["ops/__init__.py wants tests/ops/test_ops_init.py"]


def test_a_test_that_mirrors_nothing_is_caught(tmp_path):
    make(tmp_path, "src/wengert/tree.py", "tests/test_tree.py", "tests/test_shrub.py", "tests/house/test_sizes.py")
    assert orphans(tmp_path) == ["test_shrub.py"]


def test_an_empty_test_file_is_caught():
    assert not holds_a_test("import pytest\n")
    assert holds_a_test("class TestTree:\n    def test_leaf(self): ...\n")
