"""Worked examples: each file is what a user would write, a program of a few lines and its explanation.

Knows `wengert` as users know it. `wengert.explain.catalogue` lists the files; `wengert explain --example NAME`
shows one.

A file defines `explanation()`, and may define `tables(e)`, the tables that show the example best, and `NOTES`, what
is printed elsewhere for the same example and is not right.
"""
