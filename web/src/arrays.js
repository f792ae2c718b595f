// Arrays of numbers with a shape, in rows: broadcasting, reductions, products.
// Knows shapes. Knows no operation by name.

export const size = (shape) => shape.reduce((a, b) => a * b, 1);

export const array = (shape, data) => ({ shape, data });

export const scalar = (x) => array([], [x]);

/** A constant of the payload as an array: a number, or { shape, data } with "inf", "-inf" and "nan" as text. */
export function decoded(x) {
  if (typeof x !== "object") return scalar(number(x));
  return array(x.shape, x.data.map(number));
}

export const number = (x) => (typeof x === "string" ? { inf: Infinity, "-inf": -Infinity, nan: NaN }[x] : Number(x));

function common(a, b) {
  const rank = Math.max(a.length, b.length);
  const out = [];
  for (let k = 0; k < rank; k++) {
    const m = a[a.length - rank + k] ?? 1;
    const n = b[b.length - rank + k] ?? 1;
    if (m !== n && m !== 1 && n !== 1) throw new Error(`shapes ${a} and ${b} do not fit`);
    out.push(m === 1 ? n : m);
  }
  return out;
}

const strides = (shape) => {
  const out = Array(shape.length).fill(1);
  for (let k = shape.length - 2; k >= 0; k--) out[k] = out[k + 1] * shape[k + 1];
  return out;
};

/** Which element of an array of `from` stands at each place of `to`. */
function places(from, to) {
  if (from.length === to.length && from.every((n, k) => n === to[k])) return null;
  const own = strides(from);
  const steps = to.map((_, k) => {
    const j = k - (to.length - from.length);
    return j < 0 || from[j] === 1 ? 0 : own[j];
  });
  const at = new Int32Array(size(to));
  const index = Array(to.length).fill(0);
  let place = 0;
  for (let i = 0; i < at.length; i++) {
    at[i] = place;
    for (let k = to.length - 1; k >= 0; k--) {
      place += steps[k];
      if (++index[k] < to[k]) break;
      place -= steps[k] * to[k];
      index[k] = 0;
    }
  }
  return at;
}

export function broadcast(x, shape) {
  const at = places(x.shape, shape);
  return at ? array(shape, Array.from(at, (i) => x.data[i])) : x;
}

/** f, element by element, over arrays that broadcast. */
export function map(f, ...xs) {
  if (xs.length === 1) return array(xs[0].shape, xs[0].data.map((v) => f(v)));
  const shape = xs.map((x) => x.shape).reduce(common);
  const all = xs.map((x) => broadcast(x, shape).data);
  return array(shape, Array.from({ length: size(shape) }, (_, i) => f(...all.map((d) => d[i]))));
}

const axesOf = (x, axis) =>
  (axis == null ? x.shape.map((_, k) => k) : [axis].flat()).map((a) => (a < 0 ? a + x.shape.length : a));

/** The elements along some axes, brought together by `f(list)`. */
export function reduced(x, axis, keepdims, f) {
  const axes = axesOf(x, axis);
  const kept = x.shape.map((n, k) => (axes.includes(k) ? 1 : n));
  const at = places(kept, x.shape) ?? Int32Array.from(x.data.keys());
  const lists = Array.from({ length: size(kept) }, () => []);
  x.data.forEach((v, i) => lists[at[i]].push(v));
  return array(keepdims ? kept : x.shape.filter((_, k) => !axes.includes(k)), lists.map(f));
}

export const total = (list) => list.reduce((a, b) => a + b, 0);

export function sumTo(x, shape) {
  const extra = x.shape.length - shape.length;
  const axes = x.shape.map((_, k) => k).filter((k) => k < extra || (shape[k - extra] === 1 && x.shape[k] !== 1));
  return array(shape, axes.length ? reduced(x, axes, true, total).data : x.data);
}

export function reshape(x, shape) {
  const known = -size(shape);
  return array(shape.includes(-1) ? shape.map((n) => (n === -1 ? x.data.length / known : n)) : shape, x.data);
}

export function permute(x, axes) {
  const from = axes.map((a) => (a < 0 ? a + axes.length : a));
  const shape = from.map((a) => x.shape[a]);
  const own = strides(x.shape);
  const steps = strides(shape);
  const data = Array.from({ length: x.data.length }, (_, i) => {
    let place = 0;
    for (let k = 0; k < shape.length; k++) place += (Math.floor(i / steps[k]) % shape[k]) * own[from[k]];
    return x.data[place];
  });
  return array(shape, data);
}

/** Products of the last two axes; vectors as a row on the left and a column on the right. */
export function matmul(x, y) {
  const row = x.shape.length === 1;
  const column = y.shape.length === 1;
  let a = row ? array([1, ...x.shape], x.data) : x;
  let b = column ? array([...y.shape, 1], y.data) : y;
  const batch = common(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [m, n] = a.shape.slice(-2);
  const p = b.shape.at(-1);
  a = broadcast(a, [...batch, m, n]);
  b = broadcast(b, [...batch, n, p]);
  const data = [];
  for (let s = 0; s < size(batch); s++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a.data[(s * m + i) * n + k] * b.data[(s * n + k) * p + j];
        data.push(sum);
      }
  return array([...batch, ...(row ? [] : [m]), ...(column ? [] : [p])], data);
}
