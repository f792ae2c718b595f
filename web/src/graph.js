// The graph: a box for each quantity or closed module, lit as the passes reach it.
// Knows SVG. Knows the state it shows and changes only what a step changes.

import { HEIGHT, curve, layout } from "./layout.js";
import { short } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const CHARACTER = 7.4;

function make(name, attributes = {}, ...children) {
  const e = document.createElementNS(SVG, name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

/** What made a quantity, as far as there is room for it beside the name. */
const aside = ({ name, op }) => ([...name].length > 20 ? "" : clipped(op, 14));

const clipped = (s, n) => ([...s].length > n ? `${[...s].slice(0, n - 1).join("")}…` : s);

export class Graph {
  /** @param pane the element that scrolls; @param state the state */
  constructor(pane, state) {
    this.pane = pane;
    this.state = state;
    this.scale = 1;
    this.lit = [];
    this.build();
    state.addEventListener("arranged", () => this.build());
    state.addEventListener("step", (e) => this.move(e.detail.old));
    state.addEventListener("numbers", () => this.state.boxes.list.forEach((box) => this.fill(box)));
    pane.addEventListener("click", (e) => this.clicked(e));
    pane.addEventListener("scroll", () => this.cull(), { passive: true });
    addEventListener("beforeprint", () => this.cull(true));
    pane.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      this.zoom(Math.exp(-e.deltaY / 300));
    }, { passive: false });
  }

  build() {
    const { list, edges } = this.state.boxes;
    for (const box of list) box.width = this.widthOf(box);
    const placed = layout(list, edges);
    this.places = placed.places;
    this.size = [placed.width, placed.height];
    this.groups = new Map();
    this.arrows = new Map();
    this.pieces = placed.pieces.map(([top, bottom]) => ({ top, bottom, g: make("g", { class: list.length > 200 ? "" : "few" }) }));
    for (const { from, to, points, piece } of placed.paths) {
      const path = make("path", { d: curve(points), "marker-end": "url(#tip)" });
      this.pieces[piece].g.append(path);
      this.arrows.set(`${from.key} ${to.key}`, path);
    }
    for (const box of list) this.pieces[this.places.get(box).piece].g.append(this.group(box, placed.stubs.get(box) ?? []));
    const tip = make("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, make("path", { d: "M0 0.5 L8 4 L0 7.5 z" }));
    const title = `Graph of ${list.length} boxes and ${edges.length} arrows; every box stands as a row in the steps beside it.`;
    this.svg = make("svg", { role: "img", "aria-label": title, viewBox: `0 0 ${placed.width} ${placed.height}` }, make("defs", {}, tip), ...this.pieces.map(({ g }) => g));
    this.pane.replaceChildren(this.svg);
    this.lit = [];
    this.fit(false);
    this.state.steps.forEach((_, k) => this.reach(k, k <= this.state.at));
    this.light();
    this.follow();
  }

  widthOf(box) {
    const top = box.path ? box.path.length + 2 : [...clipped(box.node.name, 26)].length + [...aside(box.node)].length + 2;
    const rest = [short(box.node.value), short(box.node.adjoint)].map((s) => [...s].length + 2);
    return Math.max(78, Math.min(230, Math.max(top, ...rest) * CHARACTER + 18));
  }

  group(box, stubs) {
    const { x, y, width } = this.places.get(box);
    const [left, top] = [x - width / 2, y - HEIGHT / 2];
    const g = make("g", { class: `box ${box.path ? "module" : box.node.kind}`, transform: `translate(${left.toFixed(1)} ${top.toFixed(1)})` });
    g.dataset.key = box.key;
    g.append(make("rect", { width: width.toFixed(1), height: HEIGHT, rx: 7 }));
    const head = make("text", { x: 10, y: 19, class: "head" }, clipped(box.path || box.node.name, 26));
    g.append(head);
    if (box.path) g.append(make("text", { x: width - 10, y: 19, class: "op end" }, "+"));
    else g.append(make("text", { x: width - 10, y: 19, class: "op end" }, aside(box.node)));
    const steps = box.ids.filter((id) => this.state.nodes[id].made).length;
    g.append(make("title", {}, box.path ? `${box.path}: ${steps} steps, opens with a click` : `${box.node.name}  ${box.node.op}`));
    const value = make("text", { x: 10, y: 36, class: "val" });
    const adjoint = make("text", { x: 10, y: 52, class: "adj" });
    g.append(value, adjoint);
    if (stubs.length) {
      const names = clipped(stubs.map((b) => b.path || b.node.name).join(", "), 22);
      g.append(make("path", { class: "stub", d: `M${width / 2} -12 L${width / 2} 0` }), make("text", { x: width / 2 + 5, y: -5, class: "from" }, names));
    }
    this.groups.set(box, { g, value, adjoint });
    this.fill(box);
    return g;
  }

  fill(box) {
    const { value, adjoint } = this.groups.get(box);
    value.textContent = clipped(`${box.path ? "→" : "="} ${short(this.state.value(box.node))}`, 28);
    const d = this.state.adjoint(box.node);
    adjoint.textContent = d ? clipped(`∂ ${short(d)}`, 28) : "";
  }

  /** Whether a step lies behind the current one or not. */
  reach(k, done) {
    const { pass, box } = this.state.steps[k];
    this.groups.get(box).g.classList.toggle(pass === "forward" ? "done" : "back", done);
  }

  move(old) {
    const now = this.state.at;
    for (let k = Math.min(old, now) + 1; k <= Math.max(old, now); k++) this.reach(k, k <= now);
    this.light();
    this.follow();
  }

  light() {
    for (const [e, name] of this.lit) e.classList.remove(name);
    this.lit = [];
    const on = (e, name) => e && (e.classList.add(name), this.lit.push([e, name]));
    const { pass, box } = this.state.step;
    const { values, adjoints } = this.state.sources();
    this.svg.classList.toggle("backward", pass === "backward");
    on(this.groups.get(box).g, "now");
    for (const source of values) {
      on(this.groups.get(source)?.g, "source");
      if (pass === "forward") on(this.arrows.get(`${source.key} ${box.key}`), "used");
    }
    for (const source of adjoints) {
      on(this.groups.get(source)?.g, "source");
      on(this.arrows.get(`${box.key} ${source.key}`), "used");
    }
  }

  /** Bring the current box into sight. */
  follow() {
    const { x, y, width } = this.places.get(this.state.step.box);
    const { clientWidth: w, clientHeight: h, scrollLeft, scrollTop } = this.pane;
    const [cx, cy] = [x * this.scale + this.left(), y * this.scale];
    const [dx, dy] = [(width / 2) * this.scale + 12, HEIGHT * this.scale * 1.2];
    const away = cx - dx < scrollLeft || cx + dx > scrollLeft + w || cy - dy < scrollTop || cy + dy > scrollTop + h;
    if (away) this.pane.scrollTo({ left: cx - w / 2, top: cy - h / 3 });
    this.cull();
  }

  /** Pieces that are far from what is in sight are not painted. */
  cull(all = this.pieces.length < 3) {
    const { scrollTop, clientHeight } = this.pane;
    const [from, to] = [scrollTop / this.scale - 1200, (scrollTop + clientHeight) / this.scale + 1200];
    for (const { top, bottom, g } of this.pieces) {
      const display = all || (bottom > from && top < to) ? "" : "none";
      if (g.style.display !== display) g.style.display = display;
    }
  }

  left() {
    return Math.max(0, (this.pane.clientWidth - this.size[0] * this.scale) / 2);
  }

  zoom(factor) {
    const { clientHeight: h, scrollTop, scrollLeft, clientWidth: w } = this.pane;
    const old = this.scale;
    this.scale = Math.max(0.15, Math.min(2.5, this.scale * factor));
    this.resize();
    const ratio = this.scale / old;
    this.pane.scrollTo({ top: (scrollTop + h / 2) * ratio - h / 2, left: (scrollLeft + w / 2) * ratio - w / 2 });
  }

  /** The natural size where it fits across; smaller where it does not, but readable. */
  fit(whole = true) {
    const [w, h] = this.size;
    const across = (this.pane.clientWidth - 8) / w;
    const down = (this.pane.clientHeight - 8) / h;
    this.scale = whole ? Math.max(0.15, Math.min(1, across, down)) : Math.max(0.6, Math.min(1, across));
    this.resize();
  }

  resize() {
    this.svg.setAttribute("width", (this.size[0] * this.scale).toFixed(0));
    this.svg.setAttribute("height", (this.size[1] * this.scale).toFixed(0));
    this.cull();
  }

  clicked(e) {
    const key = e.target.closest(".box")?.dataset.key;
    if (!key) return;
    const box = this.state.boxes.list.find((b) => b.key === key);
    if (box.path && this.state.step.box === box) this.state.toggle(box.path);
    else this.state.go(box[this.state.step.pass] ?? box.forward);
  }
}
