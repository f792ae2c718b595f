"""Data keeps numbers in full precision, and what JSON cannot hold becomes text."""

import csv
import io
import json

import numpy as np
import pytest

from wengert.explain.forms.data import as_dict, csv_text, plain
from wengert.explain.table import Check, Column, Row, Sources, Table


@pytest.mark.parametrize(
    ("given", "made"),
    [(np.float32(0.5), 0.5), (np.array([[1, 2]]), [[1, 2]]), (np.nan, "nan"), (None, None),
     ((1.0, np.inf), [1.0, "inf"]),
     (1 + 2j, "(1+2j)"), (np.bool_(True), True)],
)  # fmt: skip
def test_plain_values(given, made):
    assert plain(given) == made
    json.dumps(plain(given), allow_nan=False)


def test_full_precision():
    t = Table("t", "T", [Column("v", "value"), Column("f", "steps"), Column("c", "check")],
              [Row((1 / 3, Sources((1,)), Check(0.3, True))), Row((np.array([[0.1]]), None, None))])  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_text(t))))
    assert float(rows[1][0]) == 1 / 3
    assert float(rows[2][0]) == 0.1
    assert as_dict(t)["rows"][0]["cells"] == [1 / 3, {"forward": [1], "backward": [], "origins": [], "words": ""},
                                              {"differences": 0.3, "agrees": True}]  # fmt: skip
