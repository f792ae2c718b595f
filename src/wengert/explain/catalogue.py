"""The catalogue of worked examples: every script of the gallery by name, in the order of reading.

Knows the names. What an example shows, and how, is in its file in `wengert.explain.gallery`.
"""

from __future__ import annotations

from wengert.errors import unknown
from wengert.explain.gallery import (
    batch,
    chain_rules,
    decomposition,
    dot_product,
    elementwise,
    error_form,
    evaluation_trace,
    linear_neuron,
    linear_three_layer,
    loss_seeds,
    mini_batch,
    modes,
    network_1_2_3_1,
    neuron,
    penalty,
    products,
    quadratic,
    relu_neuron,
    shapes,
    shared_node,
    stored,
    three_layer,
    training_and_inference,
    transformer,
    two_layer,
    two_losses,
    vector_network,
)
from wengert.explain.script import Script

_FUNCTIONS = (evaluation_trace, decomposition, shared_node, modes, chain_rules, elementwise, dot_product, products)
_NETWORKS = (neuron, two_layer, three_layer, vector_network, network_1_2_3_1, error_form, relu_neuron, shapes)
_OBJECTIVES = (loss_seeds, two_losses, penalty, mini_batch, batch)
_CURVATURE = (quadratic, linear_neuron, linear_three_layer)
_LARGE = (stored, training_and_inference, transformer)

EXAMPLES: dict[str, Script] = {
    script.name: script
    for module in (*_FUNCTIONS, *_NETWORKS, *_OBJECTIVES, *_CURVATURE, *_LARGE)
    for script in [Script(module.__name__.rpartition(".")[2].replace("_", "-"), module)]
}


def example(name: str) -> Script:
    """A worked example by its name.

    Args:
        name: As `wengert explain --list` prints it.

    Returns:
        The example.

    Raises:
        ArgumentError: There is none.

    Example:
        >>> example("three-layer").explanation()["dL/dw1"].round(6)
        np.float64(-0.025859)
    """
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted not in EXAMPLES:
        raise unknown("worked example", name, list(EXAMPLES))
    return EXAMPLES[wanted]
