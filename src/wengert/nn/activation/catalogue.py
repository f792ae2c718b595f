"""What is known of each activation, as data: where it is used, what speaks for and against it, how steep it can be.

Knows words and a few constants, which the tests check against the functions. Decides nothing: explanations and
diagnoses read it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from wengert.nn.module import Module

INF = math.inf


@dataclass(frozen=True, slots=True)
class Note:
    """Advice on one activation.

    Attributes:
        use: Where it is usually put.
        advantages: What speaks for it.
        disadvantages: What speaks against it.
        values: Smallest and largest value, as limits where they are not attained.
        slopes: Smallest and largest slope, as limits where they are not attained.
        output: What it means in an output layer; empty where it is no usual choice there.
        saturates: Sides on which the slope vanishes: some of `left` and `right`.
    """

    use: str
    advantages: str
    disadvantages: str
    values: tuple[float, float]
    slopes: tuple[float, float]
    output: str = ""
    saturates: tuple[str, ...] = ()


BOTH = ("left", "right")
LEFT = ("left",)
DYING = "a unit that is negative on every sample gets no gradient any more"

NOTES: dict[str, Note] = {
    "Identity": Note(
        "output layer of a regression, skip paths",
        "no computation, slope 1",
        "layers with nothing else between them are one affine map",
        (-INF, INF),
        (1, 1),
        output="any real number: regression",
    ),
    "Heaviside": Note(
        "the perceptron, with its own learning rule",
        "a plain decision",
        "slope 0 wherever there is one, so gradient descent cannot train what stands before it",
        (0, 1),
        (0, 0),
        output="a class, without confidence",
        saturates=BOTH,
    ),
    "Sigmoid": Note(
        "gates of recurrent networks, output of a binary classifier",
        "smooth, bounded, a probability",
        "slope at most 1/4 and nearly 0 at both ends, so gradients vanish over layers; not centred at 0",
        (0, 1),
        (0, 0.25),
        output="probability of one of two classes, or of each label of many",
        saturates=BOTH,
    ),
    "LogSigmoid": Note(
        "likelihoods of binary outcomes",
        "free of underflow where log(sigmoid(x)) is minus infinity",
        "a loss in disguise: rarely between layers",
        (-INF, 0),
        (0, 1),
        output="logarithm of a probability",
        saturates=("right",),
    ),
    "Tanh": Note(
        "recurrent networks, small dense networks",
        "smooth, bounded, centred at 0; slope up to 1, four times that of the sigmoid",
        "slope nearly 0 at both ends, so gradients vanish over layers",
        (-1, 1),
        (0, 1),
        output="a number between -1 and 1",
        saturates=BOTH,
    ),
    "Hardtanh": Note(
        "small devices, bounded outputs",
        "two comparisons instead of an exponential",
        "slope exactly 0 outside the bounds",
        (-1, 1),
        (0, 1),
        output="a number between the bounds",
        saturates=BOTH,
    ),
    "Softsign": Note(
        "as tanh, where saturation is a concern",
        "approaches its bounds slowly: slopes fall as x⁻² and not as an exponential",
        "still bounded: deep chains lose gradient",
        (-1, 1),
        (0, 1),
        saturates=BOTH,
    ),
    "ReLU": Note(
        "hidden layers of convolutional and dense networks: the usual first choice",
        "cheap, slope 1 where active, exact zeros (sparse)",
        f"{DYING} (dying units); not centred at 0; a kink at 0",
        (0, INF),
        (0, 1),
        output="a number of at least 0",
        saturates=LEFT,
    ),
    "ReLU6": Note(
        "networks for 8-bit arithmetic",
        "bounded, so that few bits suffice",
        f"{DYING}; none passes above 6 either",
        (0, 6),
        (0, 1),
        saturates=BOTH,
    ),
    "LeakyReLU": Note(
        "hidden layers in which ReLU units die; discriminators",
        "a slope below 0 as well, so units recover",
        "one more number to choose; values are not sparse",
        (-INF, INF),
        (0.01, 1),
        output="regression where small negative numbers are possible",
    ),
    "PReLU": Note(
        "deep image networks",
        "learns the slope below 0, at nearly no cost",
        "can overfit small data; weight decay should leave its weight alone",
        (-INF, INF),
        (0.25, 1),
    ),
    "RReLU": Note(
        "deep image networks on few data",
        "slopes below 0 drawn anew at every call while training, against overfitting",
        "random while training, like dropout; a range to choose",
        (-INF, INF),
        (1 / 8, 1),
    ),
    "Threshold": Note(
        "cutting off small values",
        "keeps large values as they are",
        "jumps at the threshold; no gradient below it",
        (-INF, INF),
        (0, 1),
        saturates=LEFT,
    ),
    "ELU": Note(
        "hidden layers where mean activations near 0 help",
        "negative values, smooth at 0 for alpha 1, more robust to noise than a leak",
        "an exponential; slope vanishes far below 0",
        (-1, INF),
        (0, 1),
        saturates=LEFT,
    ),
    "SELU": Note(
        "deep dense networks without normalization layers",
        "keeps mean 0 and variance 1 from layer to layer",
        "only with LeCun initial values, standardised inputs and AlphaDropout",
        (-1.7580993408473766, INF),
        (0, 1.7580993408473766),
        saturates=LEFT,
    ),
    "CELU": Note(
        "as ELU, with a scale to choose",
        "its slope has no jump for any alpha",
        "an exponential; slope vanishes far below 0",
        (-1, INF),
        (0, 1),
        saturates=LEFT,
    ),
    "Softplus": Note(
        "outputs that must be positive: variances, rates",
        "a smooth ReLU with positive slope everywhere",
        "an exponential and a logarithm; no exact zeros",
        (0, INF),
        (0, 1),
        output="a positive number",
        saturates=LEFT,
    ),
    "GELU": Note(
        "hidden layers of transformers",
        "smooth; lets small negative values through, weighted by how likely they are exceeded",
        "dearer than ReLU; not monotone, slope down to -0.129",
        (-0.16997120747990369, INF),
        (-0.12890414518515486, 1.128904145185155),
        saturates=LEFT,
    ),
    "SiLU": Note(
        "convolutional networks such as EfficientNet; gates in SwiGLU",
        "smooth; close to GELU and cheaper",
        "dearer than ReLU; not monotone",
        (-0.2784645427610738, INF),
        (-0.09983932012886694, 1.0998393201288669),
        saturates=LEFT,
    ),
    "Mish": Note(
        "image networks, as SiLU",
        "smooth; bounded below, unbounded above",
        "an exponential, a logarithm and a tanh; not monotone",
        (-0.3088434130172526, INF),
        (-0.11252612238946255, 1.088498161251728),
        saturates=LEFT,
    ),
    "Tanhshrink": Note(
        "sparse coding",
        "flat at 0, the identity far from it",
        "slope 0 at 0, where most pre-activations start",
        (-INF, INF),
        (0, 1),
    ),
    "Hardsigmoid": Note(
        "gates on small devices",
        "no exponential",
        "slope exactly 0 beyond 3 on both sides",
        (0, 1),
        (0, 1 / 6),
        output="a probability, roughly",
        saturates=BOTH,
    ),
    "Hardswish": Note(
        "mobile image networks",
        "close to SiLU without an exponential",
        "not monotone; kinks at -3 and 3",
        (-0.375, INF),
        (-0.5, 1.5),
        saturates=LEFT,
    ),
    "Hardshrink": Note(
        "sparse coding",
        "exact zeros, large values untouched",
        "jumps at the bound; no gradient within it",
        (-INF, INF),
        (0, 1),
    ),
    "Softshrink": Note(
        "sparse coding; the proximal step of an L1 penalty",
        "exact zeros without a jump",
        "all values move towards 0",
        (-INF, INF),
        (0, 1),
    ),
    "Softmax": Note(
        "output of a classifier, weights of attention",
        "probabilities that sum to 1; unchanged by a shift of all scores",
        "Jacobian vanishes for scores far apart; train from logits with a cross-entropy that takes them",
        (0, 1),
        (-0.25, 0.25),
        output="probabilities of exclusive classes",
        saturates=BOTH,
    ),
    "Softmax2d": Note(
        "one decision at every place of an image: segmentation, attention over channels",
        "as Softmax",
        "as Softmax",
        (0, 1),
        (-0.25, 0.25),
        output="probabilities of exclusive classes at every place",
        saturates=BOTH,
    ),
    "LogSoftmax": Note(
        "before a negative log-likelihood",
        "free of underflow",
        "with a cross-entropy that takes logits it is done twice",
        (-INF, 0),
        (-1, 1),
        output="logarithms of the probabilities of exclusive classes",
    ),
    "Softmin": Note(
        "choosing by distance: the nearest gets the most",
        "as Softmax",
        "as Softmax",
        (0, 1),
        (-0.25, 0.25),
        output="probabilities, by distances",
        saturates=BOTH,
    ),
    "GLU": Note(
        "gated convolutions over text and sound",
        "the linear half has a gradient that does not vanish",
        "twice the features before it",
        (-INF, INF),
        (-INF, INF),
    ),
    "SwiGLU": Note(
        "feed-forward part of large transformers",
        "better at equal size than one activation, in the comparison that proposed it",
        "two affine maps before it instead of one",
        (-INF, INF),
        (-INF, INF),
    ),
    "GEGLU": Note(
        "feed-forward part of transformers",
        "as SwiGLU",
        "as SwiGLU",
        (-INF, INF),
        (-INF, INF),
    ),
}


def note_of(activation: Module) -> Note | None:
    """What the catalogue says of an activation; None for modules it does not know.

    Example:
        >>> from wengert.nn.activation import Sigmoid
        >>> note_of(Sigmoid()).slopes
        (0, 0.25)
    """
    return NOTES.get(type(activation).__name__)
