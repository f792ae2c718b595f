// The operations of a list that a browser can compute again, by name; the Python side holds the same names.
// Knows formulas of values. Knows no derivative: rules arrive as instructions.

import { array, broadcast, map, matmul, number, permute, reduced, reshape, sumTo, total } from "./arrays.js";

const each = (f) => (x) => map(f, x);
const pair = (f) => (x, y) => map(f, x, y);
const truth = (f) => (x, y) => map((a, b) => Number(f(a, b)), x, y);

const softplus = (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const held = (x, low, high) => (Number.isNaN(x) ? x : Math.min(Math.max(x, low), high));
const log = (x) => Math.max(Math.log(x), -100);

/** 1 - erf x: a series near 0, a continued fraction (Lentz) beyond. */
function erfc(x) {
  if (Math.abs(x) < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  if (x < 0) return 2 - erfc(-x);
  let f = 0;
  for (let k = 120; k > 0; k--) f = k / 2 / (x + f);
  return Math.exp(-x * x) / ((x + f) * Math.sqrt(Math.PI));
}
const normal = (x) => 0.5 * erfc(-x / Math.SQRT2);

/** Products in which a zero wins over what is not finite: of the first factor, of either. */
const gated = (x, y) => (x === 0 && !Number.isFinite(y) ? 0 : x * y);
const shielded = (x, y) => (x === 0 || y === 0 ? 0 : x * y);

const top = (list) => list.reduce((a, b) => (Number.isNaN(a) || a > b ? a : b), -Infinity);
const low = (list) => -top(list.map((v) => -v));
const spreadLog = (list) => {
  const most = top(list);
  const shift = Number.isFinite(most) ? most : 0;
  return Math.log(total(list.map((v) => Math.exp(v - shift)))) + shift;
};

function logSoftmax(x, { axis = -1 }) {
  const most = reduced(x, axis, true, top);
  const shifted = map((a, b) => a - b, x, most);
  const sums = reduced(map(Math.exp, shifted), axis, true, (l) => Math.log(total(l)));
  return map((a, b) => a - b, shifted, sums);
}

function softmax(x, { axis = -1 }) {
  const e = map((a, b) => Math.exp(a - b), x, reduced(x, axis, true, top));
  return map((a, b) => a / b, e, reduced(e, axis, true, total));
}

/** Rows along the last axis, each with the entry of `y` beside it. */
function rows(x, y, f) {
  const n = x.shape.at(-1);
  const shape = x.shape.slice(0, -1);
  return array(shape, y.data.map((label, i) => f(x.data.slice(i * n, (i + 1) * n), label)));
}

const at = (row, label) => (label >= 0 && label < row.length ? row[label] : 0);
const crossEntropyAt = (row, label) => (label >= 0 && label < row.length ? spreadLog(row) - row[label] : 0);

function softmaxCrossEntropy(x, y) {
  const logs = logSoftmax(x, { axis: -1 });
  return reduced(map((a, b) => (b === 0 ? 0 : -a * b), logs, y), -1, false, total);
}

function affine(x, weight, bias) {
  const axes = weight.shape.map((_, k) => k).reverse();
  return map((a, b) => a + b, matmul(x, permute(weight, axes)), bias);
}

function expanded(x, { axis }) {
  const rank = x.shape.length + [axis].flat().length;
  const shape = [...x.shape];
  for (const a of [axis].flat().map((k) => (k < 0 ? k + rank : k)).sort((p, q) => p - q)) shape.splice(a, 0, 1);
  return array(shape, x.data);
}

function squeezed(x, { axis }) {
  const axes = (axis == null ? x.shape.map((n, k) => (n === 1 ? k : -1)) : [axis].flat()).map((a) =>
    axis != null && a < 0 ? a + x.shape.length : a,
  );
  return array(x.shape.filter((_, k) => !axes.includes(k)), x.data);
}

const same = (x) => x;

export const OPERATIONS = {
  absolute: each(Math.abs), modulus: each(Math.abs), alias: same, positive: same, real_part: same,
  stop_gradient: same, astype: (x, { dtype }) => (/int/.test(dtype) ? map(Math.trunc, x) : x),
  bounded_log: each(log), cos: each(Math.cos), cosh: each(Math.cosh), exp: each(Math.exp), expm1: each(Math.expm1),
  erf: each((x) => 1 - erfc(x)), ndtr: each(normal), log: each(Math.log), log1p: each(Math.log1p),
  gelu: (x, { approximate = "none" }) => map((v) => (approximate === "tanh"
    ? 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))) : v * normal(v)), x),
  hardsigmoid: each((x) => held(x + 3, 0, 6) / 6), log_sigmoid: each((x) => -softplus(-x)),
  logical_not: each((x) => Number(!x)), negative: each((x) => -x), real_sign: each(Math.sign),
  reciprocal: each((x) => 1 / x), relu: each((x) => (x > 0 || Number.isNaN(x) ? x : 0)), sigmoid: each(sigmoid),
  silu: each((x) => x * sigmoid(x)), sin: each(Math.sin), sinh: each(Math.sinh), sqrt: each(Math.sqrt),
  softplus: (x, { beta = 1, threshold = Infinity }) =>
    map((v) => (beta * v > number(threshold) ? v : softplus(beta * v) / beta), x),
  square: each((x) => x * x), tan: each(Math.tan), tanh: each(Math.tanh),
  leaky: (x, { slope = 0.01 }) => map((v) => (v > 0 ? v : slope * v), x),
  held: (x, { low: a = -1, high: b = 1 }) => map((v) => held(v, a, b), x),
  scaled_elu: (x, { alpha = 1, scale = 1, rate = 1 }) =>
    map((v) => (v > 0 ? scale * v : scale * alpha * Math.expm1(rate * Math.min(v, 0))), x),

  add: pair((a, b) => a + b), subtract: pair((a, b) => a - b), multiply: pair((a, b) => a * b),
  divide: pair((a, b) => a / b), gap: pair((a, b) => (a === b ? 0 : a - b)), gated: pair(gated),
  shielded: pair(shielded), power: pair((a, b) => a ** b), maximum: pair((a, b) => (a > b || Number.isNaN(a) ? a : b)),
  minimum: pair((a, b) => (a < b || Number.isNaN(a) ? a : b)),
  copysign: pair((a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
  xlogy: pair((a, b) => (a === 0 ? 0 : a * Math.log(b))), rectified: pair((a, b) => (a > 0 ? a : a * b)),
  heaviside: pair((a, b) => (a === 0 ? b : Number(a > 0))),
  equal: truth((a, b) => a === b), not_equal: truth((a, b) => a !== b), less: truth((a, b) => a < b),
  less_equal: truth((a, b) => a <= b), greater: truth((a, b) => a > b), greater_equal: truth((a, b) => a >= b),
  logical_and: truth((a, b) => a && b), logical_or: truth((a, b) => a || b),
  where: (c, x, y) => map((t, a, b) => (t ? a : b), c, x, y),

  broadcast_to: (x, { shape }) => broadcast(x, shape), sum_to: (x, { shape }) => sumTo(x, shape),
  reshape: (x, { shape }) => reshape(x, [shape].flat()), permute_dims: (x, { axes }) => permute(x, axes),
  expand_dims: expanded, squeeze: squeezed,

  sum: (x, { axis, keepdims }) => reduced(x, axis, keepdims, total),
  mean: (x, { axis, keepdims }) => reduced(x, axis, keepdims, (l) => total(l) / l.length),
  prod: (x, { axis, keepdims }) => reduced(x, axis, keepdims, (l) => l.reduce((a, b) => a * b, 1)),
  max: (x, { axis, keepdims }) => reduced(x, axis, keepdims, top),
  min: (x, { axis, keepdims }) => reduced(x, axis, keepdims, low),
  logsumexp: (x, { axis, keepdims }) => reduced(x, axis, keepdims, spreadLog), log_softmax: logSoftmax, softmax,

  affine, matmul, vecdot: (x, y, { axis = -1 }) => reduced(map((a, b) => a * b, x, y), axis, false, total),

  at_index: (x, y) => rows(x, y, at), indexed_cross_entropy: (x, y) => rows(x, y, crossEntropyAt),
  softmax_cross_entropy: softmaxCrossEntropy,
  huber: (x, { delta }) => map((v) => {
    const near = Math.min(Math.abs(v), delta);
    return near * (Math.abs(v) - 0.5 * near);
  }, x),
  log_cosh: each((x) => {
    const far = Math.abs(x);
    return far < 1 ? Math.log1p(2 * Math.sinh(far / 2) ** 2) : far + Math.log1p(Math.exp(-2 * far)) - Math.LN2;
  }),
  logistic_cross_entropy: pair((x, y) => Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)))),
  probability_cross_entropy: pair((x, y) => -y * log(x) - (1 - y) * Math.max(Math.log1p(-x), -100)),
  mean_square: (x, y) => {
    const d = map((a, b) => (a - b) * (a - b), x, y);
    return array([], [total(d.data) / d.data.length]);
  },
};
