// How numbers are written: seven significant digits, true minus signs, small arrays in full, large ones in words.
// Knows text, HTML and LaTeX forms. Knows no quantity.

import { number as decode, size } from "./arrays.js";

const SIGNIFICANT = 7;
const ABOVE = Object.fromEntries([..."0123456789−"].map((c, k) => [c, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[k]]));

/** One number as [text before, exponent]; the exponent is empty where none is needed. */
function parts(x, significant = SIGNIFICANT) {
  x = decode(x);
  if (Number.isNaN(x)) return ["nan", ""];
  if (!Number.isFinite(x)) return [x > 0 ? "∞" : "−∞", ""];
  if (x === 0) return ["0", ""];
  const [mantissa, power] = x.toExponential(significant - 1).split("e");
  const places = significant - 1 - Number(power);
  const trimmed = (t) => (t.includes(".") ? t.replace(/\.?0+$/, "") : t).replace("-", "−");
  if (Number(power) >= -4 && Number(power) < Math.max(7, significant)) return [trimmed(x.toFixed(Math.max(0, places))), ""];
  return [trimmed(mantissa), String(Number(power)).replace("-", "−")];
}

export function text(x, significant) {
  const [m, e] = parts(x, significant);
  return e ? `${m}·10${[...e].map((c) => ABOVE[c]).join("")}` : m;
}

export function tex(x) {
  const [m, e] = parts(x);
  const main = m.replace("−", "-").replace("∞", "\\infty").replace("nan", "\\mathrm{nan}");
  return e ? `${main} \\cdot 10^{${e.replace("−", "-")}}` : main;
}

const isNumber = (v) => v.data && v.data.length === 1;
const IN_FULL = 12; // elements of an array that are set as a matrix
const WIDE = 4; // columns of a matrix in a table

/** A value as LaTeX, or null where it is too large to be written. */
export function texOf(v) {
  if (!v?.data || v.data.length > IN_FULL || v.shape.length > 2) return null;
  if (v.data.length === 1) return tex(v.data[0]);
  const columns = v.shape.at(-1);
  const rows = [];
  for (let k = 0; k < v.data.length; k += columns) rows.push(v.data.slice(k, k + columns).map(tex).join(" & "));
  return `\\begin{bmatrix}${rows.join(" \\\\ ")}\\end{bmatrix}`;
}

export const negative = (v) => Boolean(v?.data) && v.data.length === 1 && decode(v.data[0]) < 0;

/** A value in one short line, for boxes and messages. */
export function short(v, significant = 6) {
  if (!v) return "";
  if (v.parts) return `${v.parts.length} parts`;
  if (v.text) return v.text;
  if (isNumber(v)) return text(v.data[0], significant);
  if (v.data && v.data.length <= 4) return `[${v.data.map((x) => text(x, 4)).join(", ")}]`;
  return `${v.shape.join("×")}  ‖${text(norm(v), 3)}‖`;
}

function norm(v) {
  return v.data ? Math.sqrt(v.data.reduce((a, x) => a + decode(x) ** 2, 0)) : v.norm;
}

/** A value in one line of words. */
export function words(v) {
  if (!v) return "";
  if (v.parts) return v.parts.map(words).join("; ");
  if (v.text) return v.text;
  if (v.data && v.data.length <= IN_FULL) return nested(v.data, v.shape);
  const low = v.data ? Math.min(...v.data.map(decode)) : v.low;
  const high = v.data ? Math.max(...v.data.map(decode)) : v.high;
  const zero = v.data ? v.data.filter((x) => decode(x) === 0).length / size(v.shape) : v.zero;
  const share = zero ? `, ${text(100 * zero, 3)} % zero` : "";
  return `${v.shape.join(" × ")}, norm ${text(norm(v), 4)}, ${text(low, 4)} to ${text(high, 4)}${share}`;
}

function nested(data, shape) {
  if (!shape.length) return text(data[0]);
  const n = size(shape.slice(1));
  return `[${Array.from({ length: shape[0] }, (_, k) => nested(data.slice(k * n, (k + 1) * n), shape.slice(1))).join(", ")}]`;
}

/** A value as an element: a number split at its point, so that a column of them is aligned; an array as a grid. */
export function element(v, significant = 6) {
  const out = document.createElement("span");
  out.className = "value";
  if (!v) return out;
  if (isNumber(v) && !v.text) {
    const whole = text(v.data[0]);
    const cut = whole.search(/[.·]/);
    out.classList.add("number");
    out.append(piece("whole", cut < 0 ? whole : whole.slice(0, cut)), piece("rest", cut < 0 ? "" : whole.slice(cut)));
  } else if (v.data && v.data.length <= IN_FULL && v.shape.length <= 2 && v.shape.at(-1) <= WIDE) {
    out.classList.add("grid");
    out.style.setProperty("--columns", v.shape.at(-1));
    for (const x of v.data) out.append(piece("", text(x, significant)));
  } else out.append(v.parts ? short(v) : words(v));
  return out;
}

function piece(name, content) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = content;
  return span;
}
