// State: which step is current, which modules are open, which numbers hold. Everything shown is a view of it.
// Knows the payload and who listens. Knows no element.

import { Boxes } from "./boxes.js";
import { Replay, shown } from "./replay.js";

export class State extends EventTarget {
  constructor(payload) {
    super();
    this.payload = payload;
    this.nodes = payload.nodes;
    this.replay = payload.live ? new Replay(payload) : null;
    this.found = null; // values, adjoints and terms after a slider was moved
    this.opened = new Set(payload.opened);
    this.at = 0;
    this.arrange();
  }

  arrange() {
    const before = this.step;
    this.boxes = new Boxes(this.payload, this.opened);
    this.steps = [
      ...this.boxes.forward.map((box) => ({ pass: "forward", box })),
      ...this.boxes.backward.map((box) => ({ pass: "backward", box })),
    ];
    this.turn = this.boxes.forward.length; // the first step of the backward pass
    this.steps.forEach((step, k) => (step.box[step.pass] = k));
    if (before) {
      const box = this.boxes.of.get(before.box.node.id);
      this.at = box[before.pass] ?? 0;
    }
  }

  get step() {
    return this.steps?.[this.at];
  }

  go(k) {
    const old = this.at;
    this.at = Math.max(0, Math.min(this.steps.length - 1, k));
    this.dispatchEvent(new CustomEvent("step", { detail: { old } }));
  }

  /** Go to where a quantity is computed, or its derivative. */
  show(id, pass = "forward") {
    this.go(this.boxes.of.get(id)[pass] ?? this.at);
  }

  toggle(path) {
    if (this.opened.has(path)) for (const p of [...this.opened]) (p === path || p.startsWith(`${path}.`)) && this.opened.delete(p);
    else this.opened.add(path);
    this.arrange();
    this.dispatchEvent(new Event("arranged"));
  }

  openAll(open) {
    this.opened = new Set(open ? this.payload.modules : []);
    this.arrange();
    this.dispatchEvent(new Event("arranged"));
  }

  value(node) {
    const x = this.found?.values.get(node.id);
    return x ? shown(x) : node.value;
  }

  adjoint(node) {
    const x = this.found?.adjoints.get(node.id);
    return x ? shown(x) : node.adjoint;
  }

  term(node, k) {
    const x = this.found?.terms.get(node.id)?.[k];
    return x ? shown(x) : node.terms[k].value;
  }

  /** Move one element of an input and compute everything again. */
  move(id, place, x) {
    this.replay.put(id, place, x);
    this.found = this.replay.run();
    this.dispatchEvent(new Event("numbers"));
  }

  reset() {
    this.replay.reset();
    this.found = null;
    this.dispatchEvent(new Event("numbers"));
  }

  /** The steps that the current one reads: numbers of boxes, for values and for derivatives. */
  sources(step = this.step) {
    const own = step.box;
    const node = own.node;
    const ids = new Set(own.ids);
    const boxesOf = (list) => [...new Set(list.filter((id) => !ids.has(id)).map((id) => this.boxes.of.get(id)))];
    const members = own.path ? own.ids.map((id) => this.nodes[id]) : [node];
    if (step.pass === "forward") return { values: boxesOf(members.flatMap((n) => n.reads)), adjoints: [] };
    const users = members.flatMap((n) => n.terms.map((t) => t.user).filter((u) => u !== null));
    const read = own.path ? [] : node.terms.flatMap((t) => [...t.formula.matchAll(/⟦(\d+)!?⟧/g)].map((m) => Number(m[1])));
    return { values: boxesOf(read), adjoints: boxesOf(users) };
  }
}
