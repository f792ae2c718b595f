// Curves of a run: loss and metrics over epochs, drawn by uPlot, with the same numbers as a table below.
// Knows series of numbers. Knows no training.

import uPlot from "uplot";
import { text } from "./numbers.js";

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function drawCurves(root, curves) {
  const plots = curves.map((curve) => {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = curve.title;
    const place = document.createElement("div");
    place.setAttribute("role", "img");
    const ends = curve.lines.map(({ name, y }) => `${name} from ${text(y[0], 4)} to ${text(y.at(-1), 4)}`);
    place.setAttribute("aria-label", `${curve.title}: ${ends.join("; ")}`);
    figure.append(caption, place, legend(curve));
    root.append(figure);
    return { curve, place };
  });
  const draw = () => plots.forEach(({ curve, place }) => plot(curve, place));
  draw();
  addEventListener("resize", draw);
  document.addEventListener("themechange", draw);
}

function legend(curve) {
  const list = document.createElement("ul");
  list.className = "legend";
  curve.lines.forEach(({ name, y }, k) => {
    const item = document.createElement("li");
    item.className = `line${k}`;
    item.textContent = `${name} ${text(y.at(-1), 4)}`;
    list.append(item);
  });
  return list;
}

function plot(curve, place) {
  place.replaceChildren();
  const grid = { stroke: color("--rule"), width: 1 };
  const axis = { stroke: color("--faint"), grid, ticks: grid, font: "12px system-ui", size: 48 };
  const strokes = [color("--accent"), color("--second")];
  const series = curve.lines.map(({ name }, k) => ({ label: name, stroke: strokes[k % 2], width: 2, dash: k % 2 ? [6, 4] : [], points: { show: curve.x.length < 3 } }));
  const options = {
    width: Math.max(220, place.clientWidth || 320), height: 200, scales: { x: { time: false } }, legend: { show: false },
    cursor: { show: false }, axes: [{ ...axis, size: 32 }, axis], series: [{}, ...series],
  };
  new uPlot(options, [curve.x, ...curve.lines.map(({ y }) => y)], place);
}
