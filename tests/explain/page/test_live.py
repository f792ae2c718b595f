"""What the browser computes again is what Python computes, to 1e-9."""

import json

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.explain.page import Reading, explained, payload_of
from wengert.explain.page.live import live
from wengert.explain.page.quantities import Quantities

RUN = """([moves]) => {
    const { state } = wengert;
    for (const [id, place, x] of moves) state.replay.put(id, place, x);
    const { values, adjoints } = state.replay.run();
    const plain = (m) => Object.fromEntries([...m].map(([k, v]) => [k, [v.shape, v.data.map(String)]]));
    return [plain(values), plain(adjoints)];
}"""


def numbers(found):
    return {int(k): np.reshape([float(x) for x in data], shape) for k, (shape, data) in found.items()}


def agree(page, payload, again, moves=(), rtol=1e-9):
    """Values and adjoints of every quantity, against a list recorded on the moved inputs."""
    values, adjoints = map(numbers, page.evaluate(RUN, [[list(m) for m in moves]]))
    q = Quantities(again, Reading())
    assert len(q.order) == len(payload.nodes)
    for k, line in enumerate(q.order):
        np.testing.assert_allclose(values[k], line.value, rtol=rtol, atol=1e-12, err_msg=line.name)
        if line in q.adjoints:
            np.testing.assert_allclose(adjoints[k], q.adjoints[line], rtol=rtol, atol=1e-12, err_msg=line.name)


X = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
W = np.array([[0.5, -0.25, 1.5], [0.75, 1.25, -0.5]])
FUNCTIONS = {
    "classic": (lambda a, b: wg.log(a) + a * b - wg.sin(b), (2.0, 5.0)),
    "elementary": (
        lambda a, b: wg.exp(-a) * wg.cos(b) / wg.sqrt(b) + wg.tan(a) ** 3 - wg.sinh(a) * wg.cosh(b) + wg.expm1(a) / 2,
        (0.7, 1.3),
    ),
    "kinks": (
        lambda x: wg.sum(wg.maximum(x, 0.2) + wg.abs(x) * wg.minimum(x, 0.0) + wg.relu(x) + wg.where(x > 0, x * x, -x)),
        (X,),
    ),
    "activations": (
        lambda x: wg.sum(
            wg.sigmoid(x) + wg.tanh(x) + wg.softplus(x) * wg.log1p(x * x) + wg.silu(x) + wg.gelu(x)
        ),
        (X,),
    ),
    "reductions": (
        lambda x: wg.mean(wg.max(x, axis=0)) + wg.sum(wg.logsumexp(x, axis=1) * wg.min(x, axis=1)),
        (X,),
    ),
    "products": (lambda x, w: wg.sum(wg.tanh(x @ w.T) @ w * x - wg.sum(w, axis=0)), (X, W)),
    "softmax": (lambda x: wg.sum(wg.softmax(x, axis=-1) ** 2 * wg.log_softmax(x, axis=0)), (X,)),
    "shapes": (lambda x: wg.sum(wg.reshape(x, (3, 2)) * (x.T + wg.mean(x, axis=0, keepdims=True).T)), (X,)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(1)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(opened, rng, name):
    f, args = FUNCTIONS[name]
    payload = payload_of(wg.trace(f, *args))
    assert payload.why == ""
    page = opened(payload)
    agree(page, payload, wg.trace(f, *args))
    moved = [np.asarray(a) + rng.uniform(0.1, 0.5, np.shape(a)) for a in args]
    moves = [(k, i, float(x)) for k, a in enumerate(moved) for i, x in enumerate(np.ravel(a))]
    agree(page, payload, wg.trace(f, *[a[()] for a in moved]), moves)


LOSSES = {
    "mse": (losses.MSELoss(), np.array([[0.1, 0.9], [0.4, -0.3]])),
    "cross-entropy": (losses.CrossEntropyLoss(), np.array([1, 0])),
    "soft cross-entropy": (losses.CrossEntropyLoss(), np.array([[0.25, 0.75], [1.0, 0.0]])),
    "binary": (losses.BCEWithLogitsLoss(), np.array([[0.0, 1.0], [1.0, 0.5]])),
    "huber": (losses.HuberLoss(), np.array([[0.1, 0.9], [3.0, -0.3]])),
}


@pytest.mark.parametrize("name", LOSSES)
def test_networks(opened, rng, name):
    loss, y = LOSSES[name]
    model = nn.Sequential(nn.Linear(3, 2, dtype="float64"), nn.GELU(), nn.Linear(2, 2, dtype="float64"))
    program = lambda x: loss(model(x), y)
    payload = payload_of(wg.trace(program, X))
    assert payload.why == ""
    page = opened(payload)
    agree(page, payload, wg.trace(program, X))
    weight = next(node for node in payload.nodes if node.op == "model.0.weight")
    model[0].weight.value = model[0].weight.value + np.eye(2, 3)
    moves = [(weight.id, i, float(x)) for i, x in enumerate(np.ravel(model[0].weight.value))]
    agree(page, payload, wg.trace(program, X), moves)


def test_single_precision_is_rounded_as_python_rounds(opened):
    f = lambda x: wg.sum(x * x / 3.0)
    x = np.array([0.1, 0.7], "float32")
    payload = payload_of(wg.trace(f, x))
    agree(opened(payload), payload, wg.trace(f, x), rtol=1e-7)


def test_sliders_move_numbers_formulas_and_both_passes(opened, classic_payload):
    page = opened(classic_payload)
    assert page.locator(".slider").count() == 2
    page.evaluate("wengert.state.show(3)")
    page.locator("input[type=number][data-of='0.0']").fill("3")
    assert "3⋅5" in page.text_content(".equation").replace(" ", "")
    assert "y = 17.05754" in page.text_content(".sliders .note")
    page.evaluate("wengert.state.show(0, 'backward')")
    assert page.text_content(".equation").replace(" ", "").endswith("5.333333")
    slider = page.locator("input[type=range][data-of='1.0']")
    slider.fill("0")
    assert page.locator("input[type=number][data-of='1.0']").input_value() == "0"
    page.get_by_role("button", name="Back to the recorded numbers").click()
    assert "y = 11.65207" in page.text_content(".sliders .note")
    assert page.locator(".slider").count() == 2


def test_what_cannot_be_computed_again_says_so(opened):
    payload = payload_of(wg.trace(lambda a: wg.det(a), np.eye(2)))
    assert payload.live is None
    assert "det" in payload.why
    page = opened(payload)
    assert "no sliders" in page.text_content(".sliders .note")
    assert page.locator(".slider").count() == 0


def test_many_weights_get_no_sliders():
    model = nn.Linear(20, 20)
    found, why = live(Quantities(wg.trace(lambda x: wg.sum(model(x)), np.ones((1, 20), "float32")), Reading()))
    assert found is None
    assert why == "440 inputs and weights: there are sliders for up to 64."


def test_data_of_any_size_are_kept_for_the_computation(opened, rng):
    data = rng.normal(size=(40, 3))
    f = lambda w: wg.mean((data @ w) ** 2)
    payload = payload_of(wg.trace(f, np.ones(3)))
    agree(opened(payload), payload, wg.trace(f, np.array([1.0, 2.0, 1.0])), [(0, 1, 2.0)])
    assert json.dumps(payload.live)


def test_an_explanation_has_its_sliders(network_payload):
    assert len(network_payload.live["sliders"]) == 5
    assert explained(wg.explain(lambda x: x * x, 2.0)).live is not None
