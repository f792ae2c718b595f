"""Translation equivariance of a convolution, and where it breaks: GV-098."""

import numpy as np

from wengert.nn import functional as F


def test_circular_and_zero_padded_convolutions_and_pools(golden):
    g = golden("GV-098")
    x, w = np.asarray(g.inputs["signal"])[None, None], np.asarray(g.inputs["kernel"])[None, None]
    t = lambda x, by=g.inputs["shift"]: np.roll(x, by, -1)
    circular = lambda x: F.conv1d(F.pad(x, (1, 1), mode="circular"), w)
    zeros = lambda x: F.conv1d(x, w, padding=1)
    g.check("C(x) circular", circular(x)[0, 0])
    g.check("C(Tx) circular", circular(t(x))[0, 0])
    g.check("T(Cx) circular (equal)", t(circular(x))[0, 0])
    g.check("zero-padded: C(Tx)", zeros(t(x))[0, 0])
    g.check("zero-padded: T(Cx)", t(zeros(x))[0, 0])
    tops = [F.global_max_pool(circular(x))[0, 0], F.global_max_pool(circular(t(x)))[0, 0]]
    g.check("global max pool of C(x), C(Tx) circular", tops)
    g.check("local max-pool(2) of C(x)", F.max_pool1d(circular(x), 2)[0, 0])
    g.check("local max-pool(2) of C(T1 x), shift 1", F.max_pool1d(circular(t(x, 1)), 2)[0, 0])
