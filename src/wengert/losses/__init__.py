"""Objectives: functions from an output and a target to one number, and the same as objects.

Knows operations. Knows no network and no optimizer.
"""

from wengert.losses.binary import BCELoss, BCEWithLogitsLoss, binary_cross_entropy, binary_cross_entropy_with_logits
from wengert.losses.boxes import BoxIoULoss, CIoULoss, DIoULoss, GIoULoss, box_iou_loss, ciou_loss, diou_loss, giou_loss
from wengert.losses.classification import CrossEntropyLoss, LogLoss, NLLLoss, cross_entropy, log_loss, nll_loss
from wengert.losses.divergence import JSDivergence, KLDivergence, KLDivLoss, js_divergence, kl_div, kl_divergence
from wengert.losses.embedding import (
    ContrastiveLoss,
    CosineEmbeddingLoss,
    HingeEmbeddingLoss,
    contrastive_loss,
    cosine_embedding_loss,
    hinge_embedding_loss,
)
from wengert.losses.focal import BinaryFocalLoss, FocalLoss, binary_focal_loss, focal_loss
from wengert.losses.huber import HuberLoss, LogCoshLoss, SmoothL1Loss, huber_loss, log_cosh_loss, smooth_l1_loss
from wengert.losses.image import PerceptualLoss, TotalVariation, perceptual_loss, total_variation
from wengert.losses.info_nce import InfoNCELoss, NTXentLoss, info_nce_loss, nt_xent_loss
from wengert.losses.likelihood import GaussianNLLLoss, PoissonNLLLoss, gaussian_nll_loss, poisson_nll_loss
from wengert.losses.loss import LOSSES, Facts, Loss, by_name
from wengert.losses.margin import (
    HingeLoss,
    MarginRankingLoss,
    MultiMarginLoss,
    SoftMarginLoss,
    hinge_loss,
    margin_ranking_loss,
    multi_margin_loss,
    soft_margin_loss,
)
from wengert.losses.mining import TripletLoss, triplet_loss
from wengert.losses.multilabel import (
    MultiLabelMarginLoss,
    MultiLabelSoftMarginLoss,
    multilabel_margin_loss,
    multilabel_soft_margin_loss,
)
from wengert.losses.regression import (
    HalfSquaredLoss,
    IdentityObjective,
    L1Loss,
    MSELoss,
    half_squared_loss,
    identity_objective,
    l1_loss,
    mse_loss,
)
from wengert.losses.robust import LogSquaredLoss, QuantileLoss, TukeyLoss, log_squared_loss, quantile_loss, tukey_loss
from wengert.losses.segmentation import DiceLoss, IoULoss, dice_loss, iou_loss
from wengert.losses.sequence import CTCLoss, ctc_loss
from wengert.losses.triplet import (
    TripletMarginLoss,
    TripletMarginWithDistanceLoss,
    triplet_margin_loss,
    triplet_margin_with_distance_loss,
)
from wengert.losses.variational import elbo_loss, normal_divergence

__all__ = [
    "LOSSES",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BinaryFocalLoss",
    "BoxIoULoss",
    "CIoULoss",
    "CTCLoss",
    "ContrastiveLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "DIoULoss",
    "DiceLoss",
    "Facts",
    "FocalLoss",
    "GIoULoss",
    "GaussianNLLLoss",
    "HalfSquaredLoss",
    "HingeEmbeddingLoss",
    "HingeLoss",
    "HuberLoss",
    "IdentityObjective",
    "InfoNCELoss",
    "IoULoss",
    "JSDivergence",
    "KLDivLoss",
    "KLDivergence",
    "L1Loss",
    "LogCoshLoss",
    "LogLoss",
    "LogSquaredLoss",
    "Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "NTXentLoss",
    "PerceptualLoss",
    "PoissonNLLLoss",
    "QuantileLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TotalVariation",
    "TripletLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
    "TukeyLoss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_focal_loss",
    "box_iou_loss",
    "by_name",
    "ciou_loss",
    "contrastive_loss",
    "cosine_embedding_loss",
    "cross_entropy",
    "ctc_loss",
    "dice_loss",
    "diou_loss",
    "elbo_loss",
    "focal_loss",
    "gaussian_nll_loss",
    "giou_loss",
    "half_squared_loss",
    "hinge_embedding_loss",
    "hinge_loss",
    "huber_loss",
    "identity_objective",
    "info_nce_loss",
    "iou_loss",
    "js_divergence",
    "kl_div",
    "kl_divergence",
    "l1_loss",
    "log_cosh_loss",
    "log_loss",
    "log_squared_loss",
    "margin_ranking_loss",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "normal_divergence",
    "nt_xent_loss",
    "perceptual_loss",
    "poisson_nll_loss",
    "quantile_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "total_variation",
    "triplet_loss",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "tukey_loss",
]
