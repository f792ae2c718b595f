"""First-order optimization: pure updates that compose, and shells with PyTorch's arguments.

Knows gradients and parameters. Knows no model, no loss and no data.
"""

from wengert.optim import lr_scheduler, regularizers
from wengert.optim.accumulation import Accumulation, accumulate
from wengert.optim.adadelta import Adadelta, scale_by_adadelta
from wengert.optim.adagrad import Adagrad, scale_by_adagrad
from wengert.optim.adam import Adam, AdamW, scale_by_adam
from wengert.optim.adamax import Adamax, scale_by_adamax
from wengert.optim.amsgrad import AMSGrad, scale_by_amsgrad
from wengert.optim.averaging import EMA, SWA, WeightAverage
from wengert.optim.clipping import (
    clip_adaptively,
    clip_by_global_norm,
    clip_by_value,
    clip_grad_norm_,
    clip_grad_value_,
    global_norm,
)
from wengert.optim.decay_groups import decay_groups, weights_of
from wengert.optim.group import Group
from wengert.optim.lamb import LAMB
from wengert.optim.lars import LARS
from wengert.optim.lion import Lion, scale_by_lion
from wengert.optim.momentum import damped_momentum, momentum, nesterov
from wengert.optim.muon import Muon, averaged_momentum, orthogonalize, orthogonalized
from wengert.optim.nadam import NAdam, scale_by_nadam
from wengert.optim.optimizer import Optimizer
from wengert.optim.partition import partitioned
from wengert.optim.proximal import (
    box,
    elastic_shrinkage,
    group_shrinkage,
    max_norm,
    nonnegative,
    proximal,
    shrinkage,
    soft_threshold,
)
from wengert.optim.radam import RAdam, scale_by_radam
from wengert.optim.registry import ADVICE, OPTIMIZERS, Advice, optimizer
from wengert.optim.rmsprop import RMSprop, scale_by_rms
from wengert.optim.schedule_free import AdamWScheduleFree, SGDScheduleFree, schedule_free
from wengert.optim.schedules import (
    Schedule,
    constant,
    cosine,
    cosine_restarts,
    cyclic,
    diminishing,
    exponential,
    inverse_root,
    linear,
    multistep,
    noam,
    one_cycle,
    phases,
    polynomial,
    stepped,
    warmup,
)
from wengert.optim.sgd import SGD, Momentum
from wengert.optim.shampoo import Shampoo, scale_by_shampoo
from wengert.optim.soap import SOAP, scale_by_soap
from wengert.optim.trust_ratio import scale_by_separate_norms, scale_by_trust_ratio
from wengert.optim.update import Update, chain, decayed, moved, scale, stateless

__all__ = [
    "ADVICE",
    "EMA",
    "LAMB",
    "LARS",
    "OPTIMIZERS",
    "SGD",
    "SOAP",
    "SWA",
    "AMSGrad",
    "Accumulation",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AdamWScheduleFree",
    "Adamax",
    "Advice",
    "Group",
    "Lion",
    "Momentum",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "SGDScheduleFree",
    "Schedule",
    "Shampoo",
    "Update",
    "WeightAverage",
    "accumulate",
    "averaged_momentum",
    "box",
    "chain",
    "clip_adaptively",
    "clip_by_global_norm",
    "clip_by_value",
    "clip_grad_norm_",
    "clip_grad_value_",
    "constant",
    "cosine",
    "cosine_restarts",
    "cyclic",
    "damped_momentum",
    "decay_groups",
    "decayed",
    "diminishing",
    "elastic_shrinkage",
    "exponential",
    "global_norm",
    "group_shrinkage",
    "inverse_root",
    "linear",
    "lr_scheduler",
    "max_norm",
    "momentum",
    "moved",
    "multistep",
    "nesterov",
    "noam",
    "nonnegative",
    "one_cycle",
    "optimizer",
    "orthogonalize",
    "orthogonalized",
    "partitioned",
    "phases",
    "polynomial",
    "proximal",
    "regularizers",
    "scale",
    "scale_by_adadelta",
    "scale_by_adagrad",
    "scale_by_adam",
    "scale_by_adamax",
    "scale_by_amsgrad",
    "scale_by_lion",
    "scale_by_nadam",
    "scale_by_radam",
    "scale_by_rms",
    "scale_by_separate_norms",
    "scale_by_shampoo",
    "scale_by_soap",
    "scale_by_trust_ratio",
    "schedule_free",
    "shrinkage",
    "soft_threshold",
    "stateless",
    "stepped",
    "warmup",
    "weights_of",
]
