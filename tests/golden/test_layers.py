"""Layers, number by number: batch and layer normalization forward and backward; the moments of dropout.

GV-079, GV-085; conventions ERR-25, ERR-53 and AMB-09.
"""

import itertools

import numpy as np

import wengert as wg
from wengert import nn


def swept(layer, inputs):
    """Output, and the adjoints of input, weight and bias, for the adjoint that the example gives."""
    layer.load_state_dict({"weight": inputs["gamma"], "bias": inputs["beta"]}, strict=False)
    z = wg.tensor(inputs["Z"], requires_grad=True)
    out = layer(z)
    out.backward(np.array(inputs["upstream_dA"]))
    return out, z.grad, layer.weight.grad, layer.bias.grad


def test_batch_normalization(golden):
    g = golden("GV-079")
    layer = nn.BatchNorm1d(3, eps=g.inputs["eps"], momentum=g.inputs["running_momentum"], dtype="float64")
    found = swept(layer, g.inputs)
    for name, value in zip(("output", "dZ", "dgamma", "dbeta"), found, strict=True):
        g.check(f"BN {name}", value)
    normal = nn.functional.batch_norm(np.array(g.inputs["Z"]), training=True, eps=g.inputs["eps"])
    g.check("BN zhat", normal)
    g.check("BN running mean after one batch (start 0, momentum 0.1)", layer.running_mean)
    unbiased = g.values["BN running var after one batch (start 1): biased, unbiased"][1]
    np.testing.assert_allclose(layer.running_var.numpy(), unbiased, rtol=1e-12)
    name = "BN inference output of row 0 with running mean 0.1*mu, unbiased running var"
    g.check(name, layer.eval()(np.array(g.inputs["Z"][:1]))[0])


def test_a_batch_of_one_is_nothing_but_the_bias(golden):
    g = golden("GV-079")
    layer = nn.BatchNorm1d(3, affine=False, dtype="float64")
    g.check("BN with batch size 1: zhat", layer(np.array(g.inputs["Z"][:1]))[0])


def test_layer_normalization(golden):
    g = golden("GV-079")
    layer = nn.LayerNorm(3, eps=g.inputs["eps"], dtype="float64")
    for name, value in zip(("output", "dZ", "dgamma", "dbeta"), swept(layer, g.inputs), strict=True):
        g.check(f"LN {name}", value)
    z = np.array(g.inputs["Z"])
    g.check("LN zhat", nn.functional.layer_norm(z, 3, eps=g.inputs["eps"]))
    np.testing.assert_array_equal(layer(z[2:3]).numpy()[0], layer(z).numpy()[2])


def test_input_standardization_is_batch_normalization_without_eps(golden):
    g = golden("GV-079")
    name = "input standardisation (per feature, biased sd)"
    g.check(name, nn.functional.batch_norm(np.array(g.inputs["Z"]), training=True, eps=0.0))


def moments(layer, h, keep):
    """Mean and variance over all masks, each with its probability; what `layer` does to an element it keeps."""
    scale = np.unique(layer(np.ones(200))).max()
    masks = np.array(list(itertools.product([0.0, 1.0], repeat=len(h))))
    weights = np.prod(np.where(masks == 1, keep, 1 - keep), axis=1)[:, None]
    outs = masks * scale * h
    mean = (weights * outs).sum(0)
    return mean, (weights * (outs - mean) ** 2).sum(0)


def test_dropout_by_the_probability_to_keep_and_by_the_one_to_drop(golden):
    g = golden("GV-085")
    h, keep = np.array(g.inputs["h"]), g.inputs["p_keep"]
    plain, inverted = nn.KeepDropout(keep), nn.Dropout(1 - keep)
    for layer, mean, var in ((plain, "E[m*h]", "Var[m*h]"), (inverted, "E[m*h/p] (inverted dropout)", "Var[m*h/p]")):
        found = moments(layer, h, keep)
        g.check(mean, found[0])
        g.check(var, found[1])
    g.check("E[m*h]", plain.eval()(h))
    np.testing.assert_array_equal(inverted.eval()(h), h)
