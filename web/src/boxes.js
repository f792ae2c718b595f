// Boxes: what is shown for the modules that are open. A closed module stands as one box for each run of its steps.
// Knows quantities and scopes. Knows no picture.

/** The outermost closed module around a scope; empty where all are open. */
function closed(scope, opened) {
  if (!scope) return "";
  const parts = scope.split(".");
  for (let k = 1; k <= parts.length; k++) {
    const path = parts.slice(0, k).join(".");
    if (!opened.has(path)) return path;
  }
  return "";
}

export class Boxes {
  /** @param payload the payload; @param opened paths of the modules that are open */
  constructor(payload, opened) {
    this.nodes = payload.nodes;
    this.of = new Map(); // number of a quantity -> its box
    this.list = [];
    this.steps(opened);
    this.inside();
    this.edges = this.arrows();
    this.forward = this.list;
    this.backward = this.completed(payload.backward);
    this.list.forEach((box, k) => (box.index = k));
  }

  steps(opened) {
    let run = null;
    for (const node of this.nodes) {
      if (!node.made) continue;
      const path = closed(node.scope, opened);
      if (path && run?.path === path) run.ids.push(node.id);
      else run = { key: path ? `m${node.id}` : `v${node.id}`, path, ids: [node.id], node };
      if (path) run.node = node; // the last one is what the module gives
      if (run.ids.length === 1) this.list.push(run);
      this.of.set(node.id, run);
    }
  }

  /** Inputs stand for themselves, but parameters and data that only one closed module reads are inside of it. */
  inside() {
    const readers = new Map();
    for (const node of this.nodes) for (const id of node.reads) readers.set(id, [...(readers.get(id) ?? []), this.of.get(node.id)]);
    const own = new Map();
    for (const node of this.nodes) {
      if (node.made) continue;
      const users = [...new Set(readers.get(node.id) ?? [])];
      const paths = new Set(users.map((box) => box.path));
      if (node.kind !== "input" && paths.size === 1 && users[0].path) {
        this.of.set(node.id, users[0]);
        users[0].ids.push(node.id);
      } else own.set(node.id, { key: `v${node.id}`, path: "", ids: [node.id], node });
    }
    const placed = [];
    const seen = new Set();
    for (const node of this.nodes) {
      const box = own.get(node.id) ?? this.of.get(node.id);
      this.of.set(node.id, box);
      if (!seen.has(box) && (own.has(node.id) || node.made)) placed.push(box), seen.add(box);
    }
    this.list = placed;
  }

  arrows() {
    const found = new Map();
    for (const node of this.nodes)
      for (const id of node.reads) {
        const [from, to] = [this.of.get(id), this.of.get(node.id)];
        if (from && from !== to) found.set(`${from.key} ${to.key}`, [from, to]);
      }
    return [...found.values()];
  }

  /** A module is done in the backward pass when the derivatives of all its steps are. */
  completed(backward) {
    const last = new Map();
    backward.forEach((id, k) => {
      const box = this.of.get(id);
      if (box) last.set(box, k);
    });
    return [...last].sort((a, b) => a[1] - b[1]).map(([box]) => box);
  }
}
