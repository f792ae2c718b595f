"""evaluate and predict: whole data sets in chunks, in inference, changing nothing."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.data import Stream, as_stream, from_arrays
from wengert.errors import ArgumentError, DataError
from wengert.train import evaluate, predict
from wengert.train.evaluation import predictions

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2050, 3)).astype("float32")
Y = RNG.integers(0, 2, 2050).astype("int32")


@pytest.mark.parametrize("compiled", [False, True])
def test_chunks_are_the_whole(compiled):
    model = nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5))
    outputs = model.eval()(X).numpy()
    model.train()
    np.testing.assert_allclose(predict(model, X, compiled), outputs, atol=1e-6)
    found = evaluate(model, from_arrays(X, Y), losses.cross_entropy, ["accuracy", "auc"], compiled)
    assert found["loss"] == pytest.approx(float(losses.cross_entropy(outputs, Y)), rel=1e-5)
    assert found["accuracy"] == pytest.approx((outputs.argmax(1) == Y).mean(), rel=1e-5)
    assert found["auc"] == pytest.approx(wg.train.auc(outputs, Y), rel=1e-5)
    assert model.training
    assert isinstance(model[0].weight.value, np.ndarray)


def test_outputs_in_containers_stay_in_them():
    class Two(nn.Module):
        def forward(self, x):
            return {"x": x, "double": 2 * x}

    found = predict(Two(), X, compiled=False)
    np.testing.assert_array_equal(found["double"], 2 * X)


def test_no_samples_are_refused():
    with pytest.raises(ArgumentError, match="predict: needs samples"):
        predict(nn.Identity(), np.zeros((0, 3)))
    with pytest.raises(ArgumentError, match="evaluate: needs samples"):
        evaluate(nn.Identity(), (np.float32(1), np.float32(1)), losses.mse_loss)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("chunk", [1, 700, 5000])
def test_a_stream_is_judged_as_the_same_data_in_memory(compiled, chunk):
    model, data = nn.Linear(3, 2), from_arrays(X[:1500], Y[:1500])
    names = ["accuracy", "f1", "precision", "recall", "auc", "perplexity", "iou", "neighbour_accuracy"]
    wanted = evaluate(model, data, losses.cross_entropy, names, compiled)
    found = evaluate(model, as_stream(data, chunk), losses.cross_entropy, names, compiled)
    assert found == pytest.approx(wanted, rel=1e-6)
    assert list(found) == list(wanted)


def test_an_empty_stream_is_refused():
    with pytest.raises(DataError, match="holds no data"):
        evaluate(nn.Linear(3, 2), Stream(lambda: iter(()), (3,), classes=("a", "b")), losses.cross_entropy)


@pytest.mark.parametrize("compiled", [False, True])
def test_predictions_come_chunk_by_chunk(compiled):
    model = nn.Linear(3, 2)
    found = list(predictions(model, (X[:40], X[40:41], X[41:]), compiled))
    np.testing.assert_allclose(np.concatenate(found), predict(model, X, compiled), atol=1e-6)
    assert isinstance(model.weight.value, np.ndarray)
