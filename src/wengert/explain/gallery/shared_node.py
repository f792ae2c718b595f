"""A quantity that two others are made from: the contribution of each path, and their sum.

Shows why gradients add up where paths meet: f = 2x²·(x² + 1) reads x² twice. Values GV-005.
"""

import wengert as wg


def f(x):
    v3 = x**2
    v5 = 2 * v3
    v6 = v3 + 1
    f = v5 * v6
    return f


def explanation():
    return wg.explain(f, 3.0)


def tables(e):
    return [e.forward(), e.backward(), e.accumulation(), e.gradients()]
