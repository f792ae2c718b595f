"""The cache of programs: where it is, that a second process uses it, and that a bad folder harms nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wengert.compile.cache import folder

PROGRAM = """
import time, numpy as np, wengert as wg
wg.tensor(1.0).jax() + 1.0  # JAX decides at its first computation whether it has a cache
def f(x):
    for k in range(60):
        x = wg.sin(x) @ wg.cos(x) / (k + 1)
    return x.sum()
step = wg.compile(wg.grad(f))
step(np.eye(8, dtype="float32"))
import jax
assert jax.numpy.isfinite(step(np.eye(8, dtype="float32"))).all()
"""


SMALL = "import wengert as wg; assert wg.compile(wg.grad(wg.sin))(0.0) == 1"


def run(place, program):
    names = {n: v for n, v in os.environ.items() if n != "JAX_COMPILATION_CACHE_DIR"}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        env={**names, "WENGERT_CACHE": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_folder_is_chosen_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("WENGERT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == tmp_path / "wengert"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert folder() == Path.home() / ".cache" / "wengert"
    monkeypatch.setenv("WENGERT_CACHE", str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.setenv("WENGERT_CACHE", "off")
    assert folder() is None


@pytest.mark.slow
def test_programs_are_kept_between_processes(tmp_path):
    place = tmp_path / "cache"
    first = run(place, PROGRAM)
    assert first.returncode == 0, first.stderr
    kept = {p.name: p.stat().st_mtime_ns for p in place.iterdir() if p.name.endswith("-cache")}
    assert any("jit_f" in name for name in kept)
    second = run(place, PROGRAM)
    assert second.returncode == 0, second.stderr
    assert {p.name: p.stat().st_mtime_ns for p in place.iterdir() if p.name.endswith("-cache")} == kept


def test_a_folder_that_cannot_be_made_is_harmless(tmp_path):
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "file", SMALL)
    assert done.returncode == 0, done.stderr
