// The page: reads its payload and puts its parts together.
// Knows which parts there are.

import "uplot/dist/uPlot.min.css";
import "temml/dist/Temml-Local.css";
import "./page.css";
import { Card } from "./card.js";
import { drawCurves } from "./curves.js";
import { Graph } from "./graph.js";
import { OPERATIONS } from "./operations.js";
import { Sliders } from "./sliders.js";
import { State } from "./state.js";
import { Steps } from "./table.js";
import { tables } from "./tables.js";
import { themeButton } from "./theme.js";
import { Transport } from "./transport.js";

const SKELETON = `
  <section class="transport" aria-label="Move through the steps"></section>
  <section class="card" aria-label="Current step"></section>
  <div class="two">
    <section aria-labelledby="graph-title">
      <div class="head"><h2 id="graph-title">Graph</h2><div class="small"></div></div>
      <div class="pane graph" tabindex="0" role="region" aria-label="Graph, scrolls"></div>
    </section>
    <section aria-labelledby="steps-title">
      <div class="head"><h2 id="steps-title">Steps</h2><div class="small folds"></div></div>
      <div class="pane steps" id="steps" tabindex="0" role="region" aria-label="Steps, scrolls"></div>
    </section>
  </div>
  <details class="more sliders" open><summary><h2>Try other numbers</h2></summary><div class="inside"></div></details>
  <section class="curves" aria-label="Curves of the run"></section>
  <section class="tables" aria-label="Tables"></section>
  <p class="keys"><kbd>←</kbd> <kbd>→</kbd> step · <kbd>Space</kbd> play · <kbd>Home</kbd> <kbd>End</kbd> first, last · <kbd>F</kbd> forward pass · <kbd>B</kbd> backward pass</p>`;

const button = (text, label, act) => {
  const b = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: label, onclick: act });
  b.setAttribute("aria-label", label);
  return b;
};

function start() {
  const payload = JSON.parse(document.getElementById("payload").textContent);
  const app = document.getElementById("app");
  app.innerHTML = SKELETON;
  const find = (s) => app.querySelector(s);
  themeButton(document.getElementById("tools"));
  const state = new State(payload);
  const transport = new Transport(find(".transport"), state);
  new Card(find(".card"), state);
  const graph = new Graph(find(".graph"), state);
  const steps = new Steps(find(".steps"), state);
  find(".small").append(
    button("−", "Smaller", () => graph.zoom(0.8)),
    button("+", "Larger", () => graph.zoom(1.25)),
    button("Fit", "Whole graph", () => graph.fit()),
  );
  if (payload.modules.length) {
    find(".folds").append(
      button("Open all", "Open all modules", () => state.openAll(true)),
      button("Close all", "Close all modules", () => state.openAll(false)),
    );
  }
  new Sliders(find(".sliders .inside"), state);
  if (payload.curves.length) drawCurves(find(".curves"), payload.curves);
  else find(".curves").remove();
  if (payload.tables.length) tables(find(".tables"), payload.tables);
  else find(".tables").remove();
  globalThis.wengert = { state, graph, steps, transport, operations: Object.keys(OPERATIONS) };
}

start();
