"""A quadratic of two weights: its Hessian times a direction, by a second backward pass.

Shows ∇f, the scalar s = ∇f·u in between, and Hu. The Hessian is indefinite. Values GV-010 (S-05). Errata: ERR-59.
"""

import wengert as wg

NOTES = (
    "uᵀHu is 0 although Hu is not: along u the curvature vanishes, and conjugate gradients started along u"
    " would divide by zero. Eigenvalues 3 ± √10 have both signs.",
)


def f(w1, w2):
    f = w1**2 + 3 * w1 * w2 + 2 * w2**2
    return f


def explanation():
    return wg.explain(f, 1.5, -0.5)


def tables(e):
    return [e.forward(), e.gradients(), e.second_order((1.0, -1.0))]
