"""Wengert beside its peers, in one process and one run: ratios, not records.

Each module has `run`, which gives comparisons; `python -m benchmarks` runs them all, or those named.
"""
