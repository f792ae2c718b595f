// Sliders for inputs and weights of small programs; both passes are computed again while they move.
// Knows ranges and labels. Knows the state that computes.

import { number } from "./arrays.js";
import { text } from "./numbers.js";

export class Sliders {
  constructor(root, state) {
    this.state = state;
    this.root = root;
    const { live, why } = state.payload;
    if (!live) {
      root.innerHTML = `<p class="note"></p>`;
      root.firstChild.textContent = why;
      return;
    }
    root.innerHTML = `<div class="bar"><button type="button" class="reset">Back to the recorded numbers</button><p class="note" aria-live="polite"></p></div><div class="groups"></div>`;
    this.note = root.querySelector(".note");
    this.groups = root.querySelector(".groups");
    for (const id of live.sliders) this.groups.append(this.group(state.nodes[id]));
    root.querySelector(".reset").addEventListener("click", () => {
      state.reset();
      this.groups.replaceChildren(...live.sliders.map((id) => this.group(state.nodes[id])));
    });
    state.addEventListener("numbers", () => this.said());
    this.said();
  }

  said() {
    const out = this.state.payload.outputs.map(([name, id]) => `${name} = ${text(this.state.value(this.state.nodes[id]).data?.[0] ?? NaN)}`);
    this.note.textContent = `${out.slice(0, 3).join(", ")}${this.state.found ? " · moved; as long as the program would take the same path" : " · as recorded"}`;
  }

  group(node) {
    const set = document.createElement("fieldset");
    const legend = document.createElement("legend");
    const origin = node.op && node.op !== node.name ? `  ${node.op}` : "";
    legend.textContent = `${node.name}${origin}`;
    set.append(legend);
    node.value.data.forEach((x, k) => set.append(this.slider(node, k, number(x))));
    return set;
  }

  slider(node, k, x) {
    const row = document.createElement("div");
    row.className = "slider";
    const reach = Math.max(1, 2 * Math.abs(x));
    const index = node.value.shape.length ? this.index(k, node.value.shape) : "";
    const name = `${node.name}${index}`;
    const range = Object.assign(document.createElement("input"), { type: "range", min: -reach, max: reach, step: "any", value: x });
    const box = Object.assign(document.createElement("input"), { type: "number", step: "any", value: Number(x.toPrecision(7)) });
    range.setAttribute("aria-label", name);
    box.setAttribute("aria-label", `${name}, exactly`);
    range.dataset.of = box.dataset.of = `${node.id}.${k}`;
    range.addEventListener("input", () => {
      box.value = Number(Number(range.value).toPrecision(6));
      this.state.move(node.id, k, Number(range.value));
    });
    box.addEventListener("input", () => {
      if (box.value === "" || !Number.isFinite(box.valueAsNumber)) return;
      range.value = box.value;
      this.state.move(node.id, k, box.valueAsNumber);
    });
    const label = document.createElement("span");
    label.className = "index";
    label.textContent = index;
    row.append(label, range, box);
    return row;
  }

  index(k, shape) {
    const out = [];
    for (const n of [...shape].reverse()) {
      out.unshift((k % n) + 1);
      k = Math.floor(k / n);
    }
    return `[${out.join(", ")}]`;
  }
}
