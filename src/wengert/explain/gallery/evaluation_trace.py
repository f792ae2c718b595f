"""log x₁ + x₁x₂ − sin x₂ at (2, 5): primal beside tangent, and primal beside adjoint.

Shows forward mode, one sweep for each input, and reverse mode, one sweep for all of them. Tables T-01 and T-02,
values GV-030 to GV-032.
"""

import wengert as wg


def f(x1, x2):
    return wg.log(x1) + x1 * x2 - wg.sin(x2)


def explanation():
    return wg.explain(f, 2.0, 5.0)


def tables(e):
    return [e.tangent(1.0, 0.0), e.tangent(0.0, 1.0), e.adjoint()]
