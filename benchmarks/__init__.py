"""Wengert beside its peers, in one process and one run: ratios, not records.

Each module has `run`, which gives comparisons; `python -m benchmarks` runs them all, or those named.
"""

import os

# Before JAX starts, so that `fit(..., devices=2)` finds two; programs on one device run as they do without.
os.environ.setdefault("JAX_NUM_CPU_DEVICES", "2")
