"""Data: sources, splits, scaling and batches.

Knows arrays and files. Knows no model and no training.
"""

from wengert.data import augment, sampling
from wengert.data.batches import DataLoader
from wengert.data.bunch import from_sklearn
from wengert.data.bundled import breast_cancer, diabetes, digits, iris, wine
from wengert.data.csv_files import read_csv
from wengert.data.dataset import Dataset, from_arrays
from wengert.data.files import read
from wengert.data.folds import k_folds
from wengert.data.gaps import Filler
from wengert.data.idx import fashion_mnist, read_idx, read_idx_folder
from wengert.data.images import read_images
from wengert.data.iterables import as_stream, from_chunks, from_samples
from wengert.data.lazy import Lazy
from wengert.data.numpy_files import map_npy, read_npy, read_npz
from wengert.data.pixels import channels_first, unit_pixels
from wengert.data.points import blobs, circles, moons
from wengert.data.prefetch import Prefetch
from wengert.data.scaling import MinMax, Scaling, Standardizer, read_scaling
from wengert.data.shapes import shapes
from wengert.data.signals import mnist1d
from wengert.data.sources import load_data, load_test, stream
from wengert.data.split import split, train_validation_test
from wengert.data.stream import Stream
from wengert.data.table_files import read_table, stream_table
from wengert.data.text import Text, python_reference, python_text, read_text

__all__ = [
    "DataLoader",
    "Dataset",
    "Filler",
    "Lazy",
    "MinMax",
    "Prefetch",
    "Scaling",
    "Standardizer",
    "Stream",
    "Text",
    "as_stream",
    "augment",
    "blobs",
    "breast_cancer",
    "channels_first",
    "circles",
    "diabetes",
    "digits",
    "fashion_mnist",
    "from_arrays",
    "from_chunks",
    "from_samples",
    "from_sklearn",
    "iris",
    "k_folds",
    "load_data",
    "load_test",
    "map_npy",
    "mnist1d",
    "moons",
    "python_reference",
    "python_text",
    "read",
    "read_csv",
    "read_idx",
    "read_idx_folder",
    "read_images",
    "read_npy",
    "read_npz",
    "read_scaling",
    "read_table",
    "read_text",
    "sampling",
    "shapes",
    "split",
    "stream",
    "stream_table",
    "train_validation_test",
    "unit_pixels",
    "wine",
]
