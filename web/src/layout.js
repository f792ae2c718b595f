// Where boxes and arrows go: layer by layer from top to bottom, by dagre; long lists in pieces, one below the other.
// Knows sizes and places. Knows no element.

import dagre from "@dagrejs/dagre";

export const HEIGHT = 62;
const PIECE = 90; // boxes that are laid out together
const MARGIN = 18;
const GAP = 40; // between two layers, and between two pieces

/** @param boxes with `key` and `width`; @param edges pairs of boxes; gives places, paths, stubs and the whole size */
export function layout(boxes, edges) {
  const places = new Map();
  const paths = [];
  const pieces = []; // upper and lower end of each
  const [near, far] = told(boxes, edges);
  edges = near;
  const pieceOf = new Map(boxes.map((box, k) => [box, boxes.length <= 1.5 * PIECE ? 0 : Math.floor(k / PIECE)]));
  const count = (pieceOf.get(boxes.at(-1)) ?? -1) + 1;
  let top = MARGIN;
  let width = 0;
  for (let p = 0; p < count; p++) {
    const inside = edges.filter(([a, b]) => pieceOf.get(a) === p && pieceOf.get(b) === p);
    const graph = piece(boxes.filter((box) => pieceOf.get(box) === p), inside);
    const size = graph.graph();
    for (const key of graph.nodes()) {
      const { box, x, y } = graph.node(key);
      places.set(box, { x: x + MARGIN, y: y + top, width: box.width, piece: p });
    }
    for (const [from, to] of inside) {
      const points = graph.edge(from.key, to.key).points.map(({ x, y }) => [x + MARGIN, y + top]);
      paths.push({ from, to, points, piece: p });
    }
    pieces.push([top, top + size.height]);
    top += size.height + GAP;
    width = Math.max(width, size.width + 2 * MARGIN);
  }
  centre(places, pieceOf, width, paths);
  const stubs = new Map();
  const stub = (from, to) => stubs.set(to, [...(stubs.get(to) ?? []), from]);
  for (const [from, to] of far) stub(from, to);
  for (const [from, to] of edges) {
    const [p, q] = [pieceOf.get(from), pieceOf.get(to)];
    if (p === q) continue;
    if (q - p === 1 && close(places.get(from), places.get(to))) paths.push({ from, to, points: straight(places.get(from), places.get(to)), piece: q });
    else stub(from, to);
  }
  return { places, paths, stubs, pieces, width, height: top - GAP + MARGIN };
}

/** Arrows that are drawn whole, and those of which only the end is drawn: many from one box to far places. */
function told(boxes, edges) {
  const index = new Map(boxes.map((box, k) => [box, k]));
  const count = new Map();
  for (const [from] of edges) count.set(from, (count.get(from) ?? 0) + 1);
  const far = ([from, to]) => count.get(from) > 8 && index.get(to) - index.get(from) > 12;
  return [edges.filter((e) => !far(e)), edges.filter(far)];
}

function piece(boxes, edges) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ nodesep: 16, ranksep: GAP, edgesep: 10, ranker: boxes.length > 60 ? "tight-tree" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.key, { box, width: box.width, height: HEIGHT });
  for (const [a, b] of edges) graph.setEdge(a.key, b.key, {});
  dagre.layout(graph);
  return graph;
}

/** Pieces that are narrower than the widest stand in the middle. */
function centre(places, pieceOf, width, paths) {
  const right = [];
  for (const [box, at] of places) right[pieceOf.get(box)] = Math.max(right[pieceOf.get(box)] ?? 0, at.x + at.width / 2);
  const shift = right.map((r) => (width - MARGIN - r) / 2);
  for (const [box, at] of places) at.x += shift[pieceOf.get(box)];
  for (const path of paths) path.points = path.points.map(([x, y]) => [x + shift[pieceOf.get(path.from)], y]);
}

const close = (a, b) => b.y - a.y < 6 * (HEIGHT + GAP);

const straight = (a, b) => [[a.x, a.y + HEIGHT / 2], [a.x, a.y + HEIGHT / 2 + GAP / 2], [b.x, b.y - HEIGHT / 2 - GAP / 2], [b.x, b.y - HEIGHT / 2]];

/** A smooth line through points: quadratic pieces between their midpoints. */
export function curve(points) {
  const f = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  let d = `M${f(points[0])}`;
  for (let k = 1; k < points.length - 1; k++) {
    const [p, q] = [points[k], points[k + 1]];
    const end = k === points.length - 2 ? q : [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    d += ` Q${f(p)} ${f(end)}`;
  }
  return points.length === 2 ? `${d} L${f(points[1])}` : d;
}
