"""Element by element: the Jacobians of +, −, · and /, of a number spread over a vector, and of a sum.

Shows that they are diagonal, where the ones come from when a number meets a vector, and that a sum has a row of
ones. Table T-39, values GV-046 and GV-047. Errata: ERR-32, ERR-60.
"""

import numpy as np

import wengert as wg

NOTES = (
    "The derivative of max(0, x) is a diagonal matrix of zeros and ones in this layout; the vector that is"
    " often written is its diagonal.",
    "⊙ multiplies element by element; ⊗, which some write for it, means the Kronecker product elsewhere.",
)

w, x, z = np.array([2.0, -1.0, 4.0]), np.array([0.5, 3.0, -2.0]), 1.5

operations = {
    "w + x": (lambda w, x: w + x, (w, x)),
    "w - x": (lambda w, x: w - x, (w, x)),
    "w * x": (lambda w, x: w * x, (w, x)),
    "w / x": (lambda w, x: w / x, (w, x)),
    "x": (lambda x: +x, (x,)),
    "x + z": (lambda x, z: x + z, (x, z)),
    "x * z": (lambda x, z: x * z, (x, z)),
    "sum(x)": (lambda x: wg.sum(x), (x,)),
    "sum(x[0] * sin(x))": (lambda x: wg.sum(x[0] * wg.sin(x)), (x,)),
}


def explanation(operation="w * x"):
    f, arguments = operations[operation]
    return wg.explain(f, *arguments)


def tables(e):
    return [explanation(operation).jacobians() for operation in operations]
