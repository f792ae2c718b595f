"""Data: sources, splits, scaling and batches.

Knows arrays and files. Knows no model and no training.
"""

from wengert.data.batches import DataLoader
from wengert.data.bundled import breast_cancer, diabetes, digits, iris, wine
from wengert.data.dataset import Dataset, from_arrays
from wengert.data.files import read, read_csv, read_npy, read_npz
from wengert.data.scaling import Standardizer
from wengert.data.sources import load_data
from wengert.data.split import split

__all__ = [
    "DataLoader",
    "Dataset",
    "Standardizer",
    "breast_cancer",
    "diabetes",
    "digits",
    "from_arrays",
    "iris",
    "load_data",
    "read",
    "read_csv",
    "read_npy",
    "read_npz",
    "split",
    "wine",
]
