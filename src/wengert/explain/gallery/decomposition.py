"""exp(eˣ + e²ˣ) + sin(eˣ + e²ˣ), cut into named pieces: each is computed once and its slope follows from the names.

Shows a formula as an evaluation list: f′ = (a + 2b)(d + cos c) needs no exponential that the value did not need.
Values GV-033.
"""

import wengert as wg


def f(x):
    a = wg.exp(x)
    b = a**2
    c = a + b
    d = wg.exp(c)
    e = wg.sin(c)
    f = d + e
    return f


def explanation(x=0.5):
    return wg.explain(f, x)


def tables(e):
    return [e.forward(), e.backward(), e.accumulation(), e.second_order((1.0,))]
