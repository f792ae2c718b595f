// Formulas: the payload's LaTeX with symbols or with numbers put in at its marks, set as MathML.
// Knows marks and Temml. Knows no step.

import temml from "temml";
import { negative, texOf } from "./numbers.js";

const MARK = /⟦(d?)(\d+)((?:\.\d+)?)([!=]?)⟧/g;

/** The numbers of the quantities in a formula: { values, adjoints }. */
export function marks(template) {
  const found = { values: new Set(), adjoints: new Set() };
  for (const [, d, id, , sign] of template.matchAll(MARK)) {
    if (sign !== "=") (d ? found.adjoints : found.values).add(Number(id));
  }
  return found;
}

export const symbols = (template, nodes) =>
  template.replace(MARK, (_, d, id, part) => `{${d ? nodes[id].dtex : nodes[id].tex}${part && `_{[${part.slice(1)}]}`}}`);

/** The formula with numbers; where a value is too large to be written its symbol stays. */
export function numbers(template, nodes, state) {
  return template.replace(MARK, (_, d, id, part, sign) => {
    const node = nodes[id];
    const symbol = `{${d ? node.dtex : node.tex}}`;
    if (sign === "=" || part) return symbol;
    const value = d ? state.adjoint(node) : state.value(node);
    const written = texOf(value);
    if (written === null) return symbol;
    return sign === "!" && negative(value) ? `\\left(${written}\\right)` : `{${written}}`;
  });
}

/** Brackets around something low need not grow, and stand closer. */
function low(latex) {
  const inner = /(?:\\!)?\\left\(((?:(?!\\left|\\right|\\[td]?frac|\\begin|\\sqrt).)*)\\right\)/g;
  for (let old = ""; old !== latex; ) [old, latex] = [latex, latex.replace(inner, "($1)")];
  return latex;
}

/** Set LaTeX into an element. */
export function set(element, latex, display = false) {
  element.replaceChildren();
  if (!latex) return;
  temml.render(low(latex), element, { displayMode: display, throwOnError: false });
}
