"""Files stay within 400 lines and functions within 40 lines of code.

Knows how to count. A docstring, a comment and a blank line are not code.
"""

import ast
import io
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40

# `file` or `file::function` -> why it is longer.
EXCEPTIONS: dict[str, str] = {}

LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that hold code, docstrings left out."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def function_sizes(source: str) -> dict[str, int]:
    """Lines of code of every function, by its qualified name; a nested function counts in its outer one too."""
    lines = code_lines(source)
    sizes = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{prefix}{child.name}"
                if not isinstance(child, ast.ClassDef):
                    span = range(child.lineno, (child.end_lineno or child.lineno) + 1)
                    sizes[name] = len(lines.intersection(span))
                name += "."
            visit(child, name)

    visit(ast.parse(source), "")
    return sizes


def too_long(root: Path, folders: tuple[str, ...]) -> dict[str, int]:
    """Every file and function over its budget, with its size."""
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            name, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
            if (size := source.count("\n")) > FILE_LINES:
                found[name] = size
            for function, size in function_sizes(source).items():
                if size > FUNCTION_LINES:
                    found[f"{name}::{function}"] = size
    return found


def test_files_and_functions_stay_within_their_budget():
    found = too_long(ROOT, ("src", "tests", "benchmarks", "examples"))
    assert {name: size for name, size in found.items() if name not in EXCEPTIONS} == {}


def test_every_exception_is_still_needed_and_says_why():
    found = too_long(ROOT, ("src", "tests", "benchmarks", "examples"))
    assert [name for name in EXCEPTIONS if name not in found] == []
    assert all(len(reason.split()) >= 4 for reason in EXCEPTIONS.values())


def test_a_planted_long_file_is_caught(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "long.py").write_text("x = 1\n" * 401)
    assert too_long(tmp_path, ("src",)) == {"src/long.py": 401}


def test_a_planted_long_method_is_caught(tmp_path):
    (tmp_path / "src").mkdir()
    body = "        x = 1\n" * 40
    (tmp_path / "src" / "a.py").write_text(f"class A:\n    def f(self):\n{body}")
    assert too_long(tmp_path, ("src",)) == {"src/a.py::A.f": 41}


def test_docstrings_comments_and_blanks_are_free():
    source = 'def f(x):\n    """One.\n\n    Two.\n    """\n    # why\n\n    y = (\n        x\n    )\n    return y\n'
    assert function_sizes(source) == {"f": 5}


def test_a_string_that_is_a_value_is_code():
    assert function_sizes('def f():\n    return """a\n    b"""\n') == {"f": 3}
