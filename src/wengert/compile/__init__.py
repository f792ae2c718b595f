"""Compilation: a Python step, list, sweeps and updates included, as one XLA program.

Knows how state is lifted into a program and put back, why a program was compiled again, and where programs are cached.
Knows no network and no optimizer: state is whatever offers its tensors.
"""

from wengert.compile.compiled import Compiled, Recompile, compile
from wengert.compile.sharding import shard
from wengert.compile.state import StateHolder, state_tensors

__all__ = ["Compiled", "Recompile", "StateHolder", "compile", "shard", "state_tensors"]
