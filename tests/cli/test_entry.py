"""The command line as people call it: exit codes, one error without a traceback, and nothing written half."""

import subprocess
import sys

import pytest

from wengert.cli.entry import shown
from wengert.errors import DataError


def wengert(folder, *arguments):
    code = "from wengert.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=folder, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--optimizer", "adma"], "did you mean adam"),
        (["train", "--data", "digit"], "did you mean digits"),
        (["train", "--data", "a.csv"], "a.csv: there is no such file"),
        (["train", "--resume", "nowhere"], "no run to go on with"),
    ],
)
def test_a_mistake_is_one_error_and_exit_code_2(tmp_path, arguments, says):
    done = wengert(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert ".py:" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_is_exit_code_2(tmp_path):
    assert wengert(tmp_path, "train", "--modle", "mlp:3").returncode == 2


def test_the_place_in_a_data_file_is_shown():
    error = DataError("a.csv: line 3 has another number of columns", at="a.csv:3")
    assert shown(error).splitlines()[-1] == "  at        a.csv:3"
