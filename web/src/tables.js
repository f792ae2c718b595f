// Further tables of the explanation, each folded under its title.
// Knows rows of text; a cell between dollars is LaTeX and is set when its table is first opened.

import { set } from "./formulas.js";

export function tables(root, list) {
  for (const { title, columns, rows, notes } of list) {
    const details = document.createElement("details");
    details.className = "more";
    const summary = document.createElement("summary");
    const heading = document.createElement("h2");
    heading.textContent = title;
    summary.append(heading);
    const wrap = document.createElement("div");
    wrap.className = "wide";
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", title);
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const name of columns) {
      const th = document.createElement("th");
      th.scope = "col";
      th.textContent = name;
      head.append(th);
    }
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const cell of row) line.insertCell().textContent = cell;
    }
    wrap.append(table);
    details.addEventListener("toggle", () => {
      for (const cell of body.querySelectorAll("td"))
        if (/^\$.*\$$/.test(cell.textContent)) set(cell, cell.textContent.slice(1, -1));
    }, { once: true });
    details.append(summary, wrap);
    for (const note of notes ?? []) details.append(Object.assign(document.createElement("p"), { className: "note", textContent: note }));
    root.append(details);
  }
}
