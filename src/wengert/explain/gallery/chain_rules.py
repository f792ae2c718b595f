"""Chain rules: of one variable, of a vector in between, and the total derivative.

Shows that a total derivative sums over every way in which the result depends on x, and a partial one does not.
Values GV-048.
"""

import wengert as wg


def f(x):
    u1 = x**2
    u2 = wg.sin(x + u1)
    return u2


def scalar(x):
    u = x**2
    y = wg.sin(u)
    return y


def vector(x):
    g = wg.stack([x**2, 3 * x])
    y = wg.stack([wg.log(g[0]), wg.sin(g[1])])
    return y


def explanation(x=0.7, f=f):
    return wg.explain(f, x)


def tables(e):
    return [
        e.forward(),
        e.backward(),
        e.accumulation(),
        explanation(f=scalar).backward(),
        explanation(f=vector).jacobians(),
    ]
