"""Every module says what it holds and what it knows; suppressions are rare and say why; folders have names.

Reads source text. Style in the narrow sense is the linter's.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "_src", "stuff"}
SUPPRESSION = re.compile(
    r"#\s*(type:\s*ignore|noqa|pyright:\s*ignore|ruff:\s*noqa)(?:\[[^\]]*\]|:\s*[A-Z]+\d+)?(?P<reason>.*)"
)
SENTENCE_END = re.compile(r"[.!?:](?=\s|$)")


def sentences(source: str) -> int:
    """How many sentences the module docstring has."""
    return len(SENTENCE_END.findall(ast.get_docstring(ast.parse(source)) or ""))


def suppressions(source: str) -> list[tuple[int, bool]]:
    """(line, has a reason) of every comment that silences a checker."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := SUPPRESSION.search(token.string)):
            words = re.findall(r"[A-Za-z]{2,}", match["reason"])
            found.append((token.start[0], len(words) >= 2))
    return found


def vague_names(src: Path) -> list[str]:
    """Files and folders whose name says nothing about what they hold."""
    paths = sorted(src.rglob("*"))
    return [p.relative_to(src).as_posix() for p in paths if p.stem in VAGUE and (p.is_dir() or p.suffix == ".py")]


def sources() -> dict[str, str]:
    return {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in sorted(SRC.rglob("*.py"))}


def test_every_module_says_what_it_holds_and_what_it_knows():
    assert [name for name, source in sources().items() if sentences(source) < 2] == []


def test_every_suppression_says_why():
    silent = [f"{n}:{line}" for n, source in sources().items() for line, reason in suppressions(source) if not reason]
    assert silent == []


def test_suppressions_stay_under_one_in_a_thousand_lines():
    count = sum(len(suppressions(source)) for source in sources().values())
    lines = sum(source.count("\n") for source in sources().values())
    assert count <= max(1, lines / 1000)


def test_folders_and_files_are_named_for_what_they_hold():
    assert vague_names(SRC) == []


def test_a_module_that_says_too_little_is_caught():
    assert sentences('"""Holds things."""\n') == 1
    assert sentences("x = 1\n") == 0
    assert sentences('"""Holds tensors.\n\nKnows no derivative.\n"""\n') == 2


def test_a_suppression_is_seen_and_its_reason_too():
    silent = "x = 1  # type: ignore[attr]\ny = 2  # noqa: E501\n"
    spoken = "z = 3  # pyright: ignore[reportX]  jax has no stubs for this\n"
    assert suppressions(silent + spoken) == [(1, False), (2, False), (3, True)]


def test_a_suppression_inside_a_string_is_not_one():
    assert suppressions('x = "# noqa"\n') == []


def test_a_vague_folder_is_caught(tmp_path):
    (tmp_path / "wengert" / "utils").mkdir(parents=True)
    (tmp_path / "wengert" / "helpers.py").touch()
    (tmp_path / "wengert" / "shape.py").touch()
    assert vague_names(tmp_path) == ["wengert/helpers.py", "wengert/utils"]
