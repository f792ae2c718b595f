"""How pytest meets the source tree: modules are imported under their own names, once, and examples know `wg` and `np`.

Lives at the root because the docstrings under src/ are collected as tests too.
"""

import importlib
import os
from pathlib import Path

import numpy as np
import pytest

import wengert as wg

# Before JAX starts: two devices of the CPU's cores, so that what is dealt out over several can be tested anywhere.
os.environ.setdefault("JAX_NUM_CPU_DEVICES", "2")

SRC = Path(__file__).parent / "src"


def pytest_collect_file(file_path: Path) -> None:
    """Import a source file by its dotted name before its docstrings are read.

    pytest's own importlib mode executes a module a second time when its package had already imported it, and two copies
    of one class are not equal.
    """
    if file_path.suffix == ".py" and SRC in file_path.parents and file_path.stem != "__main__":
        parts = file_path.relative_to(SRC).with_suffix("").parts
        importlib.import_module(".".join(parts).removesuffix(".__init__"))


@pytest.fixture(autouse=True)
def names_in_examples(doctest_namespace: dict[str, object]) -> None:
    """Every example may say `wg` and `np`, as a reader's own session would."""
    doctest_namespace.update(wg=wg, np=np)
