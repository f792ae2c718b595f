"""Whole models, and their short forms on the command line.

Knows which models there are, one file each. Knows no training.
"""

from wengert.nn.models.activations import ACTIVATIONS
from wengert.nn.models.autoencoder import VAE, Autoencoder, autoencoder
from wengert.nn.models.build import MODELS, build
from wengert.nn.models.cnn import cnn, lenet
from wengert.nn.models.language import LanguageModel
from wengert.nn.models.mlp import mlp
from wengert.nn.models.perceptron import Perceptron
from wengert.nn.models.recurrent import SequenceClassifier
from wengert.nn.models.regression import linear_regression, logistic_regression
from wengert.nn.models.resnet import BasicBlock, ResNet
from wengert.nn.models.siamese import Siamese
from wengert.nn.models.unet import UNet
from wengert.nn.models.vit import VisionTransformer, vit_base, vit_small, vit_tiny
from wengert.nn.models.vit_stem import ConvStem

__all__ = [
    "ACTIVATIONS",
    "MODELS",
    "VAE",
    "Autoencoder",
    "BasicBlock",
    "ConvStem",
    "LanguageModel",
    "Perceptron",
    "ResNet",
    "SequenceClassifier",
    "Siamese",
    "UNet",
    "VisionTransformer",
    "autoencoder",
    "build",
    "cnn",
    "lenet",
    "linear_regression",
    "logistic_regression",
    "mlp",
    "vit_base",
    "vit_small",
    "vit_tiny",
]
