"""Every Python example in README, CONTRIBUTING and docs runs as pasted, and every command they name exists.

Knows Markdown fences. A page is one session: a later block sees the names of the earlier ones.
"""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts)])
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def blocks(page: str, *languages: str) -> list[tuple[int, str]]:
    """(line, text) of every fenced block in one of the languages."""
    found = (m for m in FENCE.finditer(page) if m["language"] in languages)
    return [(page[: m.start("body")].count("\n"), m["body"]) for m in found]


def failures(page: str, name: str) -> list[str]:
    """Run the Python blocks of a page in order, prompts or not; what went wrong, by line."""
    names: dict[str, object] = {"__name__": name}
    wrong: list[str] = []
    for line, body in blocks(page, "python", "pycon"):
        if ">>>" not in body:
            exec(compile("\n" * line + body, name, "exec"), names)  # an error here is the failure, with its line
            continue
        test = doctest.DocTestParser().get_doctest(body, names, name, name, line)
        doctest.DocTestRunner(optionflags=FLAGS).run(test, out=wrong.append, clear_globs=False)
        names = test.globs
    return wrong


def commands(page: str) -> list[list[str]]:
    """The `make` and `wengert` commands of the shell blocks, as words."""
    lines = (line for _, body in blocks(page, "sh", "bash", "console") for line in body.splitlines())
    words = (line.removeprefix("$ ").split("#")[0].split() for line in lines)
    return [w for w in words if w and w[0] in {"make", "wengert", ".venv/bin/wengert"}]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_examples_run_as_pasted(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert failures(path.read_text(encoding="utf-8"), path.name) == []


def test_every_make_command_is_a_target():
    named = {word for path in PAGES for c in commands(path.read_text()) if c[0] == "make" for word in c[1:]}
    assert {word for word in named if "=" not in word} - make_targets() == set()


def test_every_wengert_command_exists():
    found = [c[1] for path in PAGES for c in commands(path.read_text()) if c[0] != "make" and len(c) > 1]
    for command in sorted({name for name in found if not name.startswith("-")}):
        words = [sys.executable, "-m", "wengert", command, "--help"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"wengert {command}: {done.stderr}"


def test_readme_opens_with_the_two_commands():
    words = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert words[:2] == [["make", "demo"], ["make", "test"]]


def test_a_wrong_result_in_a_page_is_caught():
    page = "```python\n>>> x = 2\n>>> x + 1\n4\n```\n"
    (report,) = failures(page, "page")
    assert "Expected:\n    4\nGot:\n    3" in report


def test_blocks_share_one_session_and_may_lack_prompts():
    assert failures("```python\nx = 2\n```\ntext\n```python\n>>> x\n2\n```\n", "page") == []


def test_an_error_in_a_block_without_prompts_is_raised():
    with pytest.raises(ZeroDivisionError):
        failures("```python\n1 / 0\n```\n", "page")


def test_blocks_in_other_languages_are_left_alone():
    assert failures("```text\n>>> 1 / 0\n```\n", "page") == []


def test_commands_are_read_without_prompt_and_comment():
    page = "```sh\n$ make demo   # trains\nls\nwengert train --epochs 3\n```\n"
    assert commands(page) == [["make", "demo"], ["wengert", "train", "--epochs", "3"]]
