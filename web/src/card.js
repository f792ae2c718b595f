// The current step in full: its formula with symbols, with numbers, its value, its sources, its check and code line.
// Knows LaTeX of whole equations. Knows the state it shows.

import { numbers, set, symbols } from "./formulas.js";
import { short, texOf, words } from "./numbers.js";
import { described } from "./table.js";

const bracket = (t) => (/^-/.test(t) ? `\\left(${t}\\right)` : t);

export class Card {
  constructor(root, state) {
    this.state = state;
    this.root = root;
    root.innerHTML = `<p class="where"></p><div class="equation" tabindex="0" role="group" aria-label="Formula of this step"></div>
      <div class="foot"><div class="sources"></div><p class="facts"></p></div><p class="hidden" aria-live="polite"></p>`;
    [this.where, this.equation, , this.sources, this.facts, this.live] = root.querySelectorAll(".where, .equation, .foot, .sources, .facts, [aria-live]");
    for (const event of ["step", "arranged", "numbers"]) state.addEventListener(event, () => this.draw());
    this.sources.addEventListener("click", (e) => {
      const k = e.target.closest("button")?.dataset.step;
      if (k) state.go(Number(k));
    });
    this.draw();
  }

  draw() {
    const { step, at, steps, turn } = this.state;
    const { node, path } = step.box;
    const [k, n] = step.pass === "forward" ? [at + 1, turn] : [at - turn + 1, steps.length - turn];
    this.where.textContent = `${step.pass === "forward" ? "Forward" : "Backward"} pass · step ${k} of ${n}${node.scope ? ` · ${path || node.scope}` : ""}`;
    const lines = path ? this.module(step) : step.pass === "forward" ? this.forward(node) : this.backward(node);
    const [first, ...rest] = lines;
    set(this.equation, `\\begin{aligned}${[first, ...rest].join(" \\\\ ")}\\end{aligned}`, true);
    this.chips();
    this.facts.textContent = this.said(step);
    if (!this.state.playing) this.live.textContent = described(this.state);
  }

  /** z = f(x) = f(2) = 0.9 */
  forward(node) {
    const { nodes } = this.state;
    const value = this.written(this.state.value(node));
    if (!node.made) return [`${node.tex} &= ${value}`];
    const general = symbols(node.made, nodes);
    const put = numbers(node.made, nodes, this.state);
    return [`${node.tex} &= ${general}`, ...(put !== general && put !== value ? [`&= ${put}`] : []), `&= ${value}`];
  }

  /** The chain rule, the rule of this step, the same with numbers, the contributions, their sum. */
  backward(node) {
    const { nodes } = this.state;
    const value = this.written(this.state.adjoint(node));
    if (node.terms.length === 1 && node.terms[0].user === null) return [`${node.dtex} &= ${value}`];
    const chain = node.terms.map(({ user }) => (user === null ? "1" : `${nodes[user].dtex}\\,\\frac{\\partial ${nodes[user].tex}}{\\partial ${node.tex}}`));
    const general = node.terms.map((t) => symbols(t.formula, nodes)).join(" + ");
    const put = node.terms.map((t) => numbers(t.formula, nodes, this.state)).join(" + ");
    const lines = [`${node.dtex} &= ${chain.join(" + ")}`, `&= ${general}`];
    if (put !== general && put !== value) lines.push(`&= ${put}`);
    const terms = node.terms.map((t, k) => texOf(this.state.term(node, k)));
    if (terms.length > 1 && !terms.includes(null)) lines.push(`&= ${terms.map((t, k) => (k ? bracket(t) : t)).join(" + ")}`);
    return [...lines, `&= ${value}`];
  }

  module({ box, pass }) {
    const { node } = box;
    const v = pass === "forward" ? this.state.value(node) : this.state.adjoint(node);
    return [`${pass === "forward" ? node.tex : node.dtex} &= ${this.written(v)}`];
  }

  written(v) {
    return texOf(v) ?? `\\text{${words(v).replaceAll("%", "\\%")}}`;
  }

  chips() {
    const { step } = this.state;
    const { values, adjoints } = this.state.sources();
    const chip = (box, d) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "chip";
      const k = d ? box.backward : box.forward;
      b.dataset.step = k ?? "";
      const name = box.path || (d ? box.node.dname : box.node.name);
      b.textContent = `${name} = ${short(d ? this.state.adjoint(box.node) : this.state.value(box.node), 5)}`;
      b.title = `Go to step ${k + 1}`;
      return b;
    };
    const all = [...adjoints.map((b) => chip(b, true)), ...values.map((b) => chip(b, false))];
    const label = document.createElement("span");
    label.className = "label";
    label.textContent = all.length ? "comes from" : step.pass === "forward" ? "given" : "the derivative of the result by itself";
    this.sources.replaceChildren(label, ...all.slice(0, 8));
    if (all.length > 8) this.sources.append(`and ${all.length - 8} more`);
  }

  said({ box, pass }) {
    const { node, path, ids } = box;
    if (path) {
      const steps = ids.filter((id) => this.state.nodes[id].made).length;
      return `${steps} steps inside: open ${path} in the table, or click its box, to see them.`;
    }
    const facts = [node.shape === "scalar" ? "" : `shape ${node.shape}`, node.op && node.made ? node.op : "", node.at];
    if (pass === "backward" && node.check && !this.state.found) {
      const { moved, agrees } = node.check;
      const sign = agrees ? "✓" : agrees === null ? "?" : "✗";
      facts.push(`${sign} finite differences${node.shape === "scalar" ? `: ${short({ shape: [], data: [moved] }, 8)}` : agrees ? " agree" : " disagree"}`);
    }
    return facts.filter(Boolean).join("  ·  ");
  }
}
