// The steps as one table: the forward pass, then the backward pass; the current row is lit and in sight.
// Knows rows. Formulas are set when their rows come into sight, so that long lists open at once.

import { set, symbols } from "./formulas.js";
import { element, words } from "./numbers.js";

const h = (name, props = {}, ...children) => {
  const e = Object.assign(document.createElement(name), props);
  e.append(...children);
  return e;
};

export class Steps {
  constructor(pane, state) {
    this.pane = pane;
    this.state = state;
    this.lit = [];
    this.seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.typeset(target);
    }, { root: pane, rootMargin: "400px" });
    this.build();
    state.addEventListener("arranged", () => this.build());
    state.addEventListener("step", () => this.light());
    state.addEventListener("numbers", () => this.refresh());
    pane.addEventListener("click", (e) => this.clicked(e));
    addEventListener("beforeprint", () => this.rows.forEach((row) => this.typeset(row)));
  }

  build() {
    this.seen.disconnect();
    this.rows = [];
    const { steps, turn } = this.state;
    const head = h("thead", {}, h("tr", {}, ...["step", "quantity", "value", "from", "check"].map((t) => h("th", { scope: "col", textContent: t }))));
    const table = h("table", {}, h("caption", { className: "hidden", textContent: "Steps of the forward and of the backward pass" }), head);
    table.append(this.body("Forward pass", steps.slice(0, turn), 0));
    if (turn < steps.length) table.append(this.body("Backward pass", steps.slice(turn), turn));
    this.pane.replaceChildren(table);
    this.rows.forEach((row) => this.seen.observe(row));
    this.align();
    this.lit = [];
    this.light();
  }

  body(title, steps, offset) {
    const body = h("tbody", {}, h("tr", { className: "pass" }, h("th", { scope: "colgroup", colSpan: 5, textContent: title })));
    let open = [];
    steps.forEach((step, k) => {
      const scope = step.box.path ? step.box.path.split(".").slice(0, -1).join(".") : step.box.node.scope;
      const path = scope ? scope.split(".") : [];
      if (step.box.node.made) {
        const common = path.findIndex((p, i) => open[i] !== p);
        for (let i = common < 0 ? path.length : common; i < path.length; i++) body.append(this.heading(path.slice(0, i + 1)));
        open = path;
      }
      body.append(this.row(step, offset + k, open.length));
    });
    return body;
  }

  heading(path) {
    const name = path.join(".");
    const button = h("button", { type: "button", className: "fold", ariaExpanded: "true", title: `Close ${name}` }, h("span", { ariaHidden: "true", textContent: "▾ " }), name);
    button.dataset.toggle = name;
    button.tabIndex = -1;
    const cell = h("th", { scope: "rowgroup", colSpan: 5 }, button);
    cell.style.setProperty("--depth", path.length - 1);
    return h("tr", { className: "module" }, cell);
  }

  row(step, k, depth) {
    const { box, pass } = step;
    const { node } = box;
    const row = h("tr", { className: "step" });
    row.dataset.step = k;
    const jump = h("button", { type: "button", className: "jump", textContent: k + 1, tabIndex: -1 });
    const name = box.path || (pass === "forward" ? node.name : node.dname);
    jump.setAttribute("aria-label", `Step ${k + 1}: ${name}`);
    const quantity = h("td", { className: "quantity" });
    quantity.style.setProperty("--depth", depth);
    if (box.path) {
      const count = box.ids.filter((id) => this.state.nodes[id].made).length;
      const button = h("button", { type: "button", className: "fold", ariaExpanded: "false", title: `Open ${box.path}`, tabIndex: -1 }, h("span", { ariaHidden: "true", textContent: "▸ " }), box.path);
      button.dataset.toggle = box.path;
      quantity.append(button, h("small", { textContent: ` ${count} step${count === 1 ? "" : "s"}` }));
    } else quantity.append(h("span", { className: "formula" }));
    row.append(h("td", {}, jump), quantity, h("td", { className: "val" }), h("td", { className: "from" }), h("td", { className: "check" }));
    this.rows[k] = row;
    this.fill(row, step);
    return row;
  }

  fill(row, { box, pass }) {
    const { node } = box;
    const v = pass === "forward" ? this.state.value(node) : this.state.adjoint(node);
    row.cells[2].replaceChildren(element(v, 4));
    if (pass === "backward" && node.check && !box.path) this.verdict(row.cells[4], node.check);
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
    this.seen.unobserve(row);
    const span = row.querySelector(".formula");
    const step = this.state.steps[row.dataset.step];
    if (span && !span.firstChild) set(span, this.latex(step));
    const from = row.cells[3];
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
    const longest = Math.max(2, ...this.rows.map((row) => row.cells[2].querySelector(".whole")?.textContent.length ?? 0));
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
    const top = row.offsetTop;
    if (top < scrollTop + 80 || top + row.offsetHeight > scrollTop + clientHeight - 20) this.pane.scrollTo({ top: top - clientHeight / 3 });
  }

  clicked(e) {
    const fold = e.target.closest("[data-toggle]");
    if (fold) return this.state.toggle(fold.dataset.toggle);
    const row = e.target.closest("tr.step");
    if (row) this.state.go(Number(row.dataset.step));
  }
}

export const described = (state) => {
  const { box, pass } = state.step;
  const name = box.path || (pass === "forward" ? box.node.name : box.node.dname);
  const value = pass === "forward" ? state.value(box.node) : state.adjoint(box.node);
  return `Step ${state.at + 1} of ${state.steps.length}, ${pass} pass: ${name} = ${words(value)}`;
};
