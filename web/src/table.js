// The steps as one table: the forward pass, then the backward pass; the current row is lit and in sight.
// Knows rows. Formulas are set when their rows come near, so that long lists open at once.

import { set, symbols } from "./formulas.js";
import { element, words } from "./numbers.js";

const CHUNK = 20; // rows that are set together when they come near; far ones cost no layout

const h = (name, props = {}, ...children) => {
  const { role, label, ...rest } = props;
  const e = Object.assign(document.createElement(name), rest);
  if (role) e.setAttribute("role", role);
  if (label) e.setAttribute("aria-label", label);
  e.append(...children);
  return e;
};
const cell = (className, ...children) => h("div", { role: "cell", className }, ...children);

export class Steps {
  constructor(pane, state) {
    this.pane = pane;
    this.state = state;
    this.lit = [];
    this.near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.near.unobserve(target);
        for (const row of target.querySelectorAll(".step")) this.typeset(row);
      }
    }, { root: pane, rootMargin: "300px" });
    this.build();
    state.addEventListener("arranged", () => this.build());
    state.addEventListener("step", () => this.light());
    state.addEventListener("numbers", () => this.refresh());
    pane.addEventListener("click", (e) => this.clicked(e));
    addEventListener("beforeprint", () => this.rows.forEach((row) => this.typeset(row)));
  }

  build() {
    this.near.disconnect();
    this.rows = [];
    const { steps, turn } = this.state;
    const names = ["step", "quantity", "value", "from", "check"];
    const head = h("div", { role: "row", className: "heads" }, ...names.map((t) => h("div", { role: "columnheader", className: `of-${t}`, textContent: t })));
    const table = h("div", { role: "table", className: "table", label: "Steps of the forward and of the backward pass" }, h("div", { role: "rowgroup", className: "thead" }, head));
    this.part(table, "Forward pass", steps.slice(0, turn), 0);
    if (turn < steps.length) this.part(table, "Backward pass", steps.slice(turn), turn);
    this.pane.replaceChildren(table);
    for (const chunk of table.querySelectorAll(".chunk")) this.near.observe(chunk);
    this.align();
    this.lit = [];
    this.light();
  }

  part(table, title, steps, offset) {
    const wide = (className, ...children) => h("div", { role: "row", className }, h("div", { role: "cell" }, ...children));
    let chunk = h("div", { role: "rowgroup", className: "chunk" }, wide("pass", h("h3", { textContent: title })));
    table.append(chunk);
    let open = [];
    steps.forEach((step, k) => {
      if (k && k % CHUNK === 0) table.append((chunk = h("div", { role: "rowgroup", className: "chunk" })));
      const scope = step.box.path ? step.box.path.split(".").slice(0, -1).join(".") : step.box.node.scope;
      const path = scope ? scope.split(".") : [];
      if (step.box.node.made) {
        const common = path.findIndex((p, i) => open[i] !== p);
        for (let i = common < 0 ? path.length : common; i < path.length; i++) chunk.append(this.heading(wide, path.slice(0, i + 1)));
        open = path;
      }
      chunk.append(this.row(step, offset + k, open.length));
    });
  }

  fold(path, isOpen) {
    const button = h("button", { type: "button", className: "fold", title: `${isOpen ? "Close" : "Open"} ${path}`, tabIndex: -1 }, h("span", { ariaHidden: "true", textContent: isOpen ? "▾ " : "▸ " }), path);
    button.setAttribute("aria-expanded", isOpen);
    button.dataset.toggle = path;
    return button;
  }

  heading(wide, path) {
    const row = wide("module", this.fold(path.join("."), true));
    row.style.setProperty("--depth", path.length - 1);
    return row;
  }

  row(step, k, depth) {
    const { box, pass } = step;
    const { node } = box;
    const name = box.path || (pass === "forward" ? node.name : node.dname);
    const jump = h("button", { type: "button", className: "jump", textContent: k + 1, tabIndex: -1, label: `Step ${k + 1}: ${name}` });
    const quantity = cell("quantity");
    quantity.style.setProperty("--depth", depth);
    if (box.path) {
      const count = box.ids.filter((id) => this.state.nodes[id].made).length;
      quantity.append(this.fold(box.path, false), h("small", { textContent: ` ${count} step${count === 1 ? "" : "s"}` }));
    } else quantity.append(h("span", { className: "formula" }));
    const row = h("div", { role: "row", className: "step" }, cell("number-of", jump), quantity, cell("val"), cell("from"), cell("check"));
    row.dataset.step = k;
    this.rows[k] = row;
    this.fill(row, step);
    return row;
  }

  fill(row, { box, pass }) {
    const { node } = box;
    const v = pass === "forward" ? this.state.value(node) : this.state.adjoint(node);
    row.children[2].replaceChildren(element(v, v?.shape?.at(-1) > 2 ? 3 : 4));
    if (pass === "backward" && node.check && !box.path) this.verdict(row.children[4], node.check);
  }

  verdict(cell, { moved, agrees }) {
    const stale = this.state.found !== null;
    const [sign, said] = agrees ? ["✓", "finite differences agree"] : agrees === null ? ["?", "not finite"] : ["✗", "finite differences disagree"];
    cell.textContent = stale ? "" : sign;
    cell.className = `check ${stale ? "" : agrees ? "good" : "bad"}`;
    cell.title = `${said}: ${moved}`;
    if (!stale) cell.append(h("span", { className: "hidden", textContent: ` ${said}` }));
  }

  typeset(row) {
    const span = row.querySelector(".formula");
    const step = this.state.steps[row.dataset.step];
    if (span && !span.firstChild) set(span, this.latex(step));
    const from = row.children[3];
    if (!from.firstChild) from.textContent = this.from(step);
  }

  latex({ box, pass }) {
    const { node } = box;
    const { nodes } = this.state;
    if (pass === "backward") {
      const sum = node.terms.map((t) => symbols(t.formula, nodes)).join(" + ");
      return `${node.dtex} = ${sum}`;
    }
    if (node.made) return `${node.tex} = ${symbols(node.made, nodes)}`;
    return node.op ? `${node.tex} = \\text{${node.op.replaceAll("_", "\\_")}}` : node.tex;
  }

  from(step) {
    const { values, adjoints } = this.state.sources(step);
    const numbers = [...values.map((b) => b.forward), ...adjoints.map((b) => b.backward)].filter((k) => k !== undefined);
    const sorted = [...new Set(numbers)].sort((a, b) => a - b).map((k) => k + 1);
    return sorted.length > 6 ? `${sorted.slice(0, 5).join(", ")}, …` : sorted.join(", ");
  }

  /** Points of numbers stand below each other: whole parts get the width of the longest. */
  align() {
    const longest = Math.max(2, ...this.rows.map((row) => row.children[2].querySelector(".whole")?.textContent.length ?? 0));
    this.pane.style.setProperty("--whole", `${Math.min(longest, 9)}ch`);
  }

  refresh() {
    this.state.steps.forEach((step, k) => this.fill(this.rows[k], step));
    this.align();
  }

  light() {
    for (const [row, name] of this.lit) row.classList.remove(name);
    this.lit = [];
    const on = (k, name) => {
      if (k === undefined || !this.rows[k]) return;
      this.rows[k].classList.add(name);
      this.lit.push([this.rows[k], name]);
    };
    const { values, adjoints } = this.state.sources();
    for (const box of values) on(box.forward, "source");
    for (const box of adjoints) on(box.backward, "source");
    on(this.state.at, "now");
    const row = this.rows[this.state.at];
    this.current?.querySelector(".jump").setAttribute("tabindex", -1);
    this.current?.removeAttribute("aria-current");
    row.querySelector(".jump").tabIndex = 0;
    row.setAttribute("aria-current", "step");
    this.current = row;
    this.typeset(row);
    this.follow(row);
  }

  follow(row) {
    const { scrollTop, clientHeight } = this.pane;
    const top = row.getBoundingClientRect().top - this.pane.getBoundingClientRect().top;
    if (top < 60 || top + row.offsetHeight > clientHeight - 20) this.pane.scrollTo({ top: scrollTop + top - clientHeight / 3 });
  }

  clicked(e) {
    const fold = e.target.closest("[data-toggle]");
    if (fold) return this.state.toggle(fold.dataset.toggle);
    const row = e.target.closest(".step");
    if (row) this.state.go(Number(row.dataset.step));
  }
}

export const described = (state) => {
  const { box, pass } = state.step;
  const name = box.path || (pass === "forward" ? box.node.name : box.node.dname);
  const value = pass === "forward" ? state.value(box.node) : state.adjoint(box.node);
  return `Step ${state.at + 1} of ${state.steps.length}, ${pass} pass: ${name} = ${words(value)}`;
};
