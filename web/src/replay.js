// Replay: the list computed again on other inputs, forward and backward, instruction by instruction.
// Knows the order of instructions and where results are added. Knows no operation itself.

import { array, decoded, map, scalar, size } from "./arrays.js";
import { OPERATIONS } from "./operations.js";

const add = (a, b) => map((x, y) => x + y, a, b);
const single = (x) => array(x.shape, x.data.map(Math.fround));

export class Replay {
  /** @param payload the payload of the page, with `live` */
  constructor(payload) {
    this.live = payload.live;
    this.start = new Map();
    for (const node of payload.nodes) {
      const full = this.live.given[node.id] ?? (node.value.data ? node.value : null);
      if (!node.made && full) this.start.set(node.id, decoded(full));
    }
    this.inputs = new Map(this.live.sliders.map((id) => [id, this.start.get(id)]));
    this.narrow = new Map(this.live.forward.map(([id, , , , f32]) => [id, f32]));
  }

  /** Put one element of an input. */
  put(id, place, x) {
    const old = this.inputs.get(id);
    this.inputs.set(id, array(old.shape, old.data.map((v, k) => (k === place ? x : v))));
  }

  reset() {
    for (const id of this.live.sliders) this.inputs.set(id, this.start.get(id));
  }

  /** Both passes; gives values and adjoints by number. */
  run() {
    const values = new Map([...this.start, ...this.inputs]);
    for (const [id, name, args, options, f32] of this.live.forward) {
      values.set(id, this.apply(name, args.map((a) => this.read(a, values)), options, f32));
    }
    const adjoints = new Map();
    const arrive = (id, g) => adjoints.set(id, adjoints.has(id) ? add(adjoints.get(id), g) : g);
    const terms = new Map();
    for (const [id, g] of this.live.seeds) {
      arrive(id, decoded(g));
      terms.set(id, [decoded(g)]);
    }
    for (const { of, code, out, to } of this.live.backward) {
      const results = [];
      for (const [name, args, options, f32] of code) {
        results.push(this.apply(name, args.map((a) => this.read(a, values, adjoints, results)), options, f32));
      }
      out.forEach((place, k) => {
        if (place === null || to[k] === null) return;
        const g = this.read(place, values, adjoints, results);
        arrive(to[k], g);
        terms.set(to[k], [...(terms.get(to[k]) ?? []), g]);
      });
      if (!adjoints.has(of)) throw new Error(`no adjoint of ${of}`);
    }
    return { values, adjoints, terms };
  }

  apply(name, args, options, f32) {
    const out = OPERATIONS[name](...args, options);
    return f32 ? single(out) : out;
  }

  read(place, values, adjoints, results) {
    if (typeof place === "string" && /^[vdt]\d+$/.test(place)) {
      const k = Number(place.slice(1));
      return place[0] === "v" ? values.get(k) : place[0] === "d" ? adjoints.get(k) : results[k];
    }
    return typeof place === "number" ? scalar(place) : decoded(place);
  }
}

/** An array as the payload shows values: in full, or as a summary. */
export function shown(x, full = 64) {
  if (size(x.shape) <= full) return x;
  const { data } = x;
  const zeros = data.filter((v) => v === 0).length;
  return {
    shape: x.shape,
    norm: Math.sqrt(data.reduce((a, b) => a + b * b, 0)),
    low: Math.min(...data),
    high: Math.max(...data),
    zero: zeros / data.length,
  };
}
