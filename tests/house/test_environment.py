"""The script that makes the environment says in one line what the machine lacks.

Runs it in an empty folder with stand-ins for Python on the PATH. Installs nothing.
"""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "environment.sh"


@pytest.fixture
def machine(tmp_path):
    """A folder for programs that stand in for Python, and a way to run the script with nothing but them and sh."""
    programs = tmp_path / "bin"
    programs.mkdir()

    def install(name, script):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)

    def run():
        environment = {"PATH": str(programs)}
        return subprocess.run(
            ["/bin/sh", str(SCRIPT), "run"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return install, run


def test_no_python_is_one_clear_line(machine):
    _, run = machine
    done = run()
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "wengert: no Python 3.11 or newer was found: install python3.11, or name one with PYTHON=/path/to/python"
    ]


def test_a_stand_in_that_does_not_run_is_passed_over_and_an_old_python_refused(machine):
    install, run = machine
    install("python3.13", "echo 'command not found' >&2; exit 127")
    install("python3", "exit 1")  # what `sys.exit(sys.version_info < (3, 11))` answers on an old Python
    assert "no Python 3.11 or newer was found" in run().stderr


def test_a_missing_venv_module_is_one_line_that_names_the_package(machine):
    install, run = machine
    install("python3.13", "exit 127")
    install("python3.11", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac')
    done = run()
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["wengert: Python's venv module is missing: apt-get install python3.11-venv"]


def test_the_first_python_that_works_is_chosen(machine):
    install, run = machine
    install("python3.13", "exit 127")
    install("python3.11", 'case "$*" in *print*) echo 3.11 ;; *"-m venv"*) echo "asked $*"; exit 3 ;; esac')
    install("rm", "exit 0")
    done = run()
    assert done.stdout.splitlines() == ["wengert: making .venv with Python 3.11", "asked -m venv .venv"]
