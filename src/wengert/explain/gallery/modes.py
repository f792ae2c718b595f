"""(x₁x₂, sin x₁, exp x₂): its Jacobian, a product with a direction in forward mode, one with a seed in reverse mode.

Shows that uᵀ(Jv) and (Jᵀu)ᵀv are one number, though neither sweep makes the matrix. Values GV-126. Errata: ERR-15.
"""

import numpy as np

import wengert as wg

NOTES = ("Reverse mode gives products of vectors with Jacobians, Jᵀu; Jacobians times vectors, Jv, are forward mode.",)

x, v, u = np.array([0.7, -1.2]), np.array([1.0, -2.0]), np.array([0.5, -1.0, 2.0])


def F(x):
    return wg.stack([x[0] * x[1], wg.sin(x[0]), wg.exp(x[1])])


def explanation():
    return wg.explain(F, x, seed=u)


def tables(e):
    return [e.jacobians(), e.tangent(v), e.adjoint()]
