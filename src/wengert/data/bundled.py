"""The data sets that come with scikit-learn, read from its files.

Knows where they lie and how they are laid out. Does not import scikit-learn, which would take longer than training.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.errors import DataError


def _file(name: str) -> Path:
    spec = importlib.util.find_spec("sklearn")
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    path = Path(places[0]) / "datasets" / "data" / name if places else Path(name)
    if not path.is_file():
        raise DataError(
            f"{name}: scikit-learn's bundled data are not there", given=str(path), hint="pip install scikit-learn"
        )
    return path


def _matrix(name: str, delimiter: str) -> np.ndarray:
    with gzip.open(_file(name), "rt", encoding="utf-8") as file:
        return np.loadtxt(file, delimiter=delimiter)


def digits() -> Dataset:
    """1,797 handwritten digits of 43 people, 8 × 8 pixels with values 0 to 16.

    Returns:
        The data set: x (1797, 64), ten classes.

    Raises:
        DataError: scikit-learn is not installed.

    References:
        Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository.

    Example:
        >>> data = digits()
        >>> data.x.shape, data.outputs
        ((1797, 64), 10)
    """
    table = _matrix("digits.csv.gz", ",")
    classes = tuple(str(k) for k in range(10))
    data = from_arrays(table[:, :-1], table[:, -1].astype(np.int32), classes, name="digits")
    return replace(data, pixels=True)


def _table(name: str, title: str) -> Dataset:
    """A file whose first line gives counts and class names, and whose last column is the class."""
    with _file(name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    table = np.array(rows, np.float64)
    return from_arrays(table[:, :-1], table[:, -1].astype(np.int32), tuple(head[2:]), name=title)


def iris() -> Dataset:
    """150 flowers of three kinds, four lengths each.

    Returns:
        The data set: x (150, 4), three classes.

    Raises:
        DataError: scikit-learn is not installed.

    References:
        Fisher (1936), Annals of Eugenics 7(2), 179-188.

    Example:
        >>> iris().classes
        ('setosa', 'versicolor', 'virginica')
    """
    return _table("iris.csv", "iris")


def wine() -> Dataset:
    """178 wines of three growers, thirteen chemical measurements each.

    Returns:
        The data set: x (178, 13), three classes.

    Raises:
        DataError: scikit-learn is not installed.

    References:
        Forina et al. (1991), Wine, UCI Machine Learning Repository.

    Example:
        >>> wine().x.shape
        (178, 13)
    """
    return _table("wine_data.csv", "wine")


def breast_cancer() -> Dataset:
    """569 tumours, malignant or benign, thirty measurements of cell nuclei each.

    Returns:
        The data set: x (569, 30), two classes.

    Raises:
        DataError: scikit-learn is not installed.

    References:
        Street, Wolberg & Mangasarian (1993), Wisconsin diagnostic breast cancer, UCI Machine Learning Repository.

    Example:
        >>> breast_cancer().classes
        ('malignant', 'benign')
    """
    return _table("breast_cancer.csv", "breast_cancer")


def diabetes() -> Dataset:
    """442 patients, ten measurements each, and how far the disease went in a year.

    Returns:
        The data set: x (442, 10), one real target.

    Raises:
        DataError: scikit-learn is not installed.

    References:
        Efron, Hastie, Johnstone & Tibshirani (2004), Least angle regression, Ann. Statist. 32(2), 407-499.

    Example:
        >>> diabetes().task
        'regression'
    """
    x = _matrix("diabetes_data_raw.csv.gz", " ")
    return from_arrays(x, _matrix("diabetes_target.csv.gz", " "), name="diabetes")


BUNDLED: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "iris": iris,
    "wine": wine,
    "breast_cancer": breast_cancer,
    "diabetes": diabetes,
}
