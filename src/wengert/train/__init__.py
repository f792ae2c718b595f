"""Training: the loop, what is measured on the way, and what is left behind.

Knows models, losses, optimizers and data. Knows no terminal.
"""

from wengert.train.callbacks import AfterEpoch, BestWeights, Callback, Converged, EarlyStopping, TimeLimit
from wengert.train.checkpoint import load_arrays, load_checkpoint, load_extra, save_arrays, save_checkpoint
from wengert.train.evaluation import evaluate, predict
from wengert.train.fit import Run, fit
from wengert.train.history import History
from wengert.train.metrics import absolute_error, accuracy, binary_accuracy, confusion, squared_error, top_k
from wengert.train.online import Online
from wengert.train.position import Position
from wengert.train.recipe import Recipe
from wengert.train.scores import (
    METRICS,
    Score,
    auc,
    f1,
    iou,
    metrics_by_name,
    neighbour_accuracy,
    perplexity,
    precision,
    r2,
    recall,
)

__all__ = [
    "METRICS",
    "AfterEpoch",
    "BestWeights",
    "Callback",
    "Converged",
    "EarlyStopping",
    "History",
    "Online",
    "Position",
    "Recipe",
    "Run",
    "Score",
    "TimeLimit",
    "absolute_error",
    "accuracy",
    "auc",
    "binary_accuracy",
    "confusion",
    "evaluate",
    "f1",
    "fit",
    "iou",
    "load_arrays",
    "load_checkpoint",
    "load_extra",
    "metrics_by_name",
    "neighbour_accuracy",
    "perplexity",
    "precision",
    "predict",
    "r2",
    "recall",
    "save_arrays",
    "save_checkpoint",
    "squared_error",
    "top_k",
]
