"""Dot, outer, matrix–vector and matrix–matrix products: which of them commute, and how they are swept back.

Shows every operation with the shapes of its operands, its kind, and the line of code. Tables T-15, T-16 and T-19,
values GV-122. Errata: ERR-56.
"""

import numpy as np

import wengert as wg

NOTES = (
    "Matrix–vector, Hadamard and outer products are all that a backward pass of one sample needs; with samples"
    " in rows the affine maps become matrix–matrix products and gradients of biases sums over rows.",
)

a, b = np.array([1.0, 2.0, -1.0]), np.array([3.0, 0.0, 4.0])
A, B, v = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 2.0])


def every_order(a, b, A, B, v):
    ab = a * b
    dot = a @ b
    tod = b @ a
    outer = wg.outer(a, b)
    retuo = wg.outer(b, a)
    AB = A @ B
    BA = B @ A
    Av = A @ v
    vA = v @ A
    total = dot * tod + wg.sum(ab) + wg.sum(outer * retuo) + wg.sum(AB * BA) + wg.sum(Av * vA)
    return total


def explanation():
    return wg.explain(every_order, a, b, A, B, v)


def tables(e):
    return [e.forward(), e.products()]
