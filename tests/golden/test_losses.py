"""Losses on probabilities, logits, numbers, masks, distributions and embeddings: values, slopes, and how they relate.

GV-037, GV-044, GV-045, GV-050, GV-112 to GV-116, GV-125 and, for the losses as objects, GV-020 to GV-022; families L
and X-05.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import losses


def arrays(inputs, *names):
    return [np.array(inputs[n]) for n in names]


def both(g, name, loss, output, *others):
    """Check the value called `name` and the slope beside it."""
    g.check(f"{name}: loss", loss(output, *others))
    g.check(f"{name}: gradient", loss.seed(output, *others))


class TestNumbers:
    # L-01 to L-07, L-23, L-27, L-30.
    def test_every_loss_of_the_table(self, golden):
        g = golden("GV-112")
        y, o = arrays(g.inputs, "y", "yhat")
        both(g, "MSE", losses.MSELoss(), o, y)
        both(g, "MAE", losses.L1Loss(), o, y)
        both(g, "half squared error (c=1/2)", losses.HalfSquaredLoss(), o, y)
        for delta in (1.0, 0.5):
            both(g, f"Huber delta={delta:g}", losses.HuberLoss(delta=delta), o, y)
        both(g, "Smooth-L1 beta=0.5 (= Huber/beta)", losses.SmoothL1Loss(beta=g.inputs["smooth_l1_beta"]), o, y)
        both(g, "Tukey bisquare c=4.685", losses.TukeyLoss(c=g.inputs["tukey_c"]), o, y)
        both(g, "log-squared log(1+e^2)", losses.LogSquaredLoss(), o, y)
        g.check("e = yhat - y", o - y)

    def test_the_squared_ones_are_symmetric(self, golden):
        g = golden("GV-112")
        y, o = arrays(g.inputs, "y", "yhat")
        for name in ("mse", "mae", "half_squared", "huber", "smooth_l1", "tukey", "log_squared", "log_cosh"):
            loss = losses.by_name(name)
            assert loss(o, y) == pytest.approx(loss(2 * y - o, y), rel=1e-14)

    def test_a_free_constant_before_the_sum(self, golden):
        g = golden("GV-037")
        y, a = arrays(g.inputs, "y", "a")
        g.check("MSE (1/n)", losses.mse_loss(a, y))
        g.check("MSE (1/n)", losses.half_squared_loss(a, y, c=1 / 3, reduction="sum"))
        g.check("dMSE/da (1/n)", losses.MSELoss().seed(a, y))
        g.check("MSE (c=1/2)", losses.half_squared_loss(a, y, reduction="sum"))
        g.check("dMSE/da (c=1/2)", losses.HalfSquaredLoss(reduction="sum").seed(a, y))
        g.check("BCE", losses.binary_cross_entropy(a, y))
        g.check("dBCE/da", losses.BCELoss().seed(a, y))

    def test_one_rectified_neuron(self, golden):
        # L-34, D-34: the case split stays inside the sum.
        g = golden("GV-050")
        X, y = arrays(g.inputs, "X", "y")
        cost = lambda w, b: losses.mse_loss(wg.relu(X @ w + b), y)
        w, b = np.array(g.inputs["w"]), np.float64(g.inputs["b"])
        value, (dw, db) = wg.value_and_grad(cost, argnums=(0, 1))(w, b)
        g.check("cost", value)
        g.check("dC/dw", dw)
        g.check("dC/db", db)

    def test_the_error_signal_is_minus_the_seed(self, golden):
        # L-32.
        g = golden("GV-125")
        loss = losses.HalfSquaredLoss(reduction="sum")
        g.check("E", -loss.seed(np.array(g.values["Yhat"]), np.array(g.inputs["Y"])))


class TestClasses:
    # L-08 to L-14, L-33, L-38.
    def test_every_loss_of_the_table(self, golden):
        g = golden("GV-113")
        P, Y, y, p, z, labels = arrays(g.inputs, "P", "Y_onehot", "bce_y", "bce_p", "logits", "multi_label_y")
        g.check("multiclass CE", losses.log_loss(P, Y))
        g.check("multiclass CE", losses.nll_loss(np.log(P), Y.argmax(axis=1)))
        g.check("multiclass CE", losses.cross_entropy(np.log(P), Y))
        g.check("dCE/dP", losses.LogLoss().seed(P, Y).ravel())
        g.check("binary CE on probabilities", losses.binary_cross_entropy(p, y))
        g.check("dBCE/dp", losses.BCELoss().seed(p, y))
        g.check("BCE-with-logits (multi-label mean)", losses.binary_cross_entropy_with_logits(z, labels))
        g.check("dBCE/dlogits = (sigmoid(z)-y)/n", losses.BCEWithLogitsLoss().seed(z, labels))

    def test_focal(self, golden):
        # AMB-19: alpha is one factor for both answers, unless two are given.
        g = golden("GV-113")
        alpha, gamma = g.inputs["alpha"], g.inputs["gamma"]
        for p in g.inputs["focal_pt"]:
            logit = lambda p: wg.log(p) - wg.log1p(-p)
            focal = lambda p, logit=logit: losses.binary_focal_loss(logit(p), np.float64(1.0), alpha, gamma)
            of_no = losses.binary_focal_loss(-logit(p), np.float64(0.0), alpha, gamma)
            ce, value, slope = g.values[f"focal p_t={p:g}: (CE, focal, d focal/dp_t)"]
            found = [losses.binary_cross_entropy(np.float64(p), np.float64(1.0)), focal(p), wg.grad(focal)(p)]
            np.testing.assert_allclose(found, [ce, value, slope], rtol=1e-12)
            np.testing.assert_allclose(of_no, value, rtol=1e-12)
            two = losses.focal_loss(np.log([[1 - p, p]]), np.array([1]), alpha, gamma)
            np.testing.assert_allclose(two, value, rtol=1e-12)
            plain = losses.binary_focal_loss(logit(p), np.float64(1.0), alpha=1.0, gamma=0.0)
            np.testing.assert_allclose(plain, ce, rtol=1e-12)

    def test_the_slope_by_probability_and_by_logit(self, golden):
        g = golden("GV-044")
        for z, y in g.inputs["points"]:
            z, y = np.float64(z), np.float64(y)
            p = wg.sigmoid(z)
            found = [p, losses.binary_cross_entropy(p, y), losses.BCELoss().seed(p, y), wg.grad(wg.sigmoid)(z)]
            found.append(losses.BCEWithLogitsLoss().seed(z, y))
            # 1 - p has lost digits where p is near 1: relative to what it is computed from.
            g.check(
                f"z={z:g},y={y:g}: (yhat,L,dL/dyhat,yhat(1-yhat),dL/dz)", found, rtol=1e-12 if abs(z) < 7 else 1e-11
            )

    def test_any_logit(self, golden):
        g = golden("GV-045")
        for z, y in g.inputs["points"]:
            g.check(f"z={z:g},y={y:g}", losses.binary_cross_entropy_with_logits(np.float64(z), np.float64(y)), atol=0)

    def test_softmax_and_cross_entropy(self, golden):
        g = golden("GV-111")
        z, y = arrays(g.inputs, "z", "onehot")
        g.check("cross-entropy for class 2", losses.cross_entropy(z, y))
        g.check("cross-entropy for class 2", losses.cross_entropy(z, np.array(1)))
        g.check("dCE/dz = p - y", losses.CrossEntropyLoss().seed(z, np.array(1)))
        product = losses.CrossEntropyLoss().output_hessian(z, np.array(1))
        g.check("Jacobian diag(p)-pp^T", [product(row) for row in np.eye(3)])

    def test_one_sample(self, golden):
        # L-33.
        g = golden("GV-040")
        g.check("loss", losses.binary_cross_entropy(np.float64(g.values["yhat"]), np.float64(1.0)))
        assert losses.binary_cross_entropy(np.float64(1.0), np.float64(1.0)) == 0


class TestOverlap:
    # L-15, L-16, P-44.
    def test_masks(self, golden):
        g = golden("GV-114")
        A, B, soft = arrays(g.inputs, "A", "B", "soft_prediction")
        dice, iou = losses.dice_loss(A, B), losses.iou_loss(A, B)
        g.check("Dice, 1-Dice", [1 - dice, dice])
        g.check("IoU, 1-IoU", [1 - iou, iou])
        g.check("identity Dice = 2 IoU/(1+IoU)", 2 * (1 - iou) / (2 - iou))
        g.check("soft Dice loss", losses.dice_loss(soft, B))
        g.check("soft Dice gradient", losses.DiceLoss().seed(soft, B))
        g.check("soft IoU loss", losses.iou_loss(soft, B))
        g.check("soft IoU gradient", losses.IoULoss().seed(soft, B))

    def test_boxes(self, golden):
        loss = losses.box_iou_loss(np.array([0.0, 0, 2, 2]), np.array([1.0, 1, 3, 3]))
        golden("GV-114").check("axis-aligned boxes [0,0,2,2] and [1,1,3,3]: IoU", 1 - loss)


def test_divergences(golden):
    # L-17.
    g = golden("GV-115")
    P, Q, certain, tiny = arrays(g.inputs, "P", "Q", "P_with_zero", "Q_tiny")
    g.check("KL(P||Q)", losses.kl_divergence(Q, P))
    g.check("KL(Q||P)", losses.kl_divergence(P, Q))
    g.check("KL(P||P)", losses.kl_divergence(P, P))
    g.check("dKL(P||Q)/dQ = -P/Q", losses.KLDivergence().seed(Q, P))
    g.check("KL((1,0,0)||Q)", losses.kl_divergence(Q, certain))
    g.check("KL((1,0,0)||(1e-12,..)) unstable when Q~0", losses.kl_divergence(tiny, certain))
    g.check("KL(P||Q)", losses.kl_div(np.log(Q), P, reduction="sum"))
    g.check("KL(P||Q)", losses.kl_div(np.log(Q), np.log(P), reduction="sum", log_target=True))


def test_embeddings(golden):
    # L-18 to L-20.
    g = golden("GV-116")
    a, p, n, x1, x2 = arrays(g.inputs, "anchor", "positive", "negative", "x1", "x2")
    triplet = losses.TripletMarginLoss(margin=g.inputs["margin_triplet"], eps=0.0)
    g.check("triplet margin 2", triplet(a, p, n))
    g.check("triplet gradient w.r.t. anchor", triplet.seed(a, p, n))
    g.check("triplet margin 1 (inactive)", losses.triplet_margin_loss(a, p, n, eps=0.0))
    contrastive = losses.ContrastiveLoss(margin=g.inputs["margin_contrastive"])
    g.check("contrastive similar pair (a,p)", contrastive(a, p, np.array(1)))
    g.check("contrastive dissimilar pair (a,n), margin 3", contrastive(a, n, np.array(0)))
    g.check("gradient of the dissimilar term w.r.t. a", contrastive.seed(a, n, np.array(0)))
    cosine = losses.CosineEmbeddingLoss(margin=g.inputs["cosine_margin"])
    g.check("cosine embedding y=+1", cosine(x1, x2, np.array(1)))
    g.check("cosine embedding y=-1 margin 0", cosine(x1, x2, np.array(-1)))
    g.check("cos(3*x1,x2) (scale invariant)", 1 - cosine(3 * x1, x2, np.array(1)))
    g.check("d cos/dx1", -cosine.seed(x1, x2, np.array(1)))


OF_THE_GRAPH = {
    "identity L=v7": lambda v, t: losses.IdentityObjective().seed(v),
    "squared L=(v7-t)^2/2": lambda v, t: losses.HalfSquaredLoss().seed(v, t),
    "L1 L=|v7-t|": lambda v, t: losses.L1Loss().seed(v, t),
    "log-squared L=log(1+(v7-t)^2)": lambda v, t: losses.LogSquaredLoss().seed(v, t),
}


@pytest.mark.parametrize("name", ["GV-020", "GV-021", "GV-022"])
@pytest.mark.parametrize("loss", OF_THE_GRAPH)
def test_four_seeds_for_one_graph(golden, name, loss):
    # L-24 to L-27, T-12, AMB-04.
    g = golden(name)
    v7, t = np.float64(g.values["v7"]), np.float64(g.inputs["t"])
    g.check(f"{loss}: dv7", OF_THE_GRAPH[loss](v7, t))
    assert losses.L1Loss().seed(t, t) == 0


# The seeds as text, and as what they say.
SEEDS = {
    "1": lambda o, y: np.ones_like(o),
    "2 (o - y)": lambda o, y: 2 * (o - y),
    "sign(o - y), 0 where they agree": lambda o, y: np.sign(o - y),
    "o - y, held within ±δ": lambda o, y: np.clip(o - y, -1, 1),
    "(o - y)/β, held within ±1": lambda o, y: np.clip(o - y, -1, 1),
    "tanh(o - y)": lambda o, y: np.tanh(o - y),
    "2 (o - y) / (1 + (o - y)²)": lambda o, y: 2 * (o - y) / (1 + (o - y) ** 2),
    "2 c (o - y), which is o - y for c = 1/2": lambda o, y: o - y,
    "σ(o) - y": lambda o, y: 1 / (1 + np.exp(-o)) - y,
    "(o - y) / (o (1 - o))": lambda o, y: (o - y) / (o * (1 - o)),
    "exp(o) - y": lambda o, y: np.exp(o) - y,
}
OF_ONE_NUMBER = ("identity", "mse", "mae", "huber", "smooth_l1", "log_cosh", "log_squared", "half_squared",
                 "bce_with_logits", "bce", "poisson_nll")  # fmt: skip


@pytest.mark.parametrize("name", OF_ONE_NUMBER)
def test_the_seed_in_words_is_the_seed(name):
    # T-12, E-25.
    loss = losses.by_name(name, reduction="sum")
    o, y = np.array([0.2, 0.7, 0.9]), np.array([1.0, 0.7, 0.0])
    found = loss.seed(o) if name == "identity" else loss.seed(o, y)
    np.testing.assert_allclose(found, SEEDS[loss.facts.seed](o, y), rtol=1e-12, atol=1e-15)
