// Play, step and scrub through both passes, by buttons, by a slider and by keys.
// Knows time and keys. Knows the state it moves.

const SPEEDS = [["½×", 1600], ["1×", 800], ["2×", 400], ["8×", 100], ["max", 0]];

const icon = (d) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${d}"/></svg>`;
const ICONS = {
  first: icon("M6 5h2v14H6zM20 5v14L9 12z"), back: icon("M17 5v14L6 12z"), play: icon("M7 4.5v15L20 12z"),
  pause: icon("M6 5h4v14H6zM14 5h4v14h-4z"), next: icon("M7 5v14l11-7z"), last: icon("M16 5h2v14h-2zM4 5v14l11-7z"),
};

export class Transport {
  constructor(root, state) {
    this.state = state;
    root.innerHTML = `
      <div class="buttons">
        <button type="button" data-do="first" title="First step (Home)" aria-label="First step">${ICONS.first}</button>
        <button type="button" data-do="back" title="Step back (←)" aria-label="Step back">${ICONS.back}</button>
        <button type="button" data-do="play" class="play" title="Play (Space)" aria-label="Play">${ICONS.play}</button>
        <button type="button" data-do="next" title="Next step (→)" aria-label="Next step">${ICONS.next}</button>
        <button type="button" data-do="last" title="Last step (End)" aria-label="Last step">${ICONS.last}</button>
      </div>
      <div class="track">
        <div class="passes"><button type="button" data-do="forward" title="To the forward pass (F)">Forward</button><button type="button" data-do="backward" title="To the backward pass (B)">Backward</button></div>
        <input type="range" id="scrub" min="0" step="1" aria-label="Step">
      </div>
      <label class="speed">Speed <select>${SPEEDS.map(([name, ms]) => `<option value="${ms}"${ms === 800 ? " selected" : ""}>${name}</option>`).join("")}</select></label>`;
    this.root = root;
    this.scrub = root.querySelector("#scrub");
    this.playButton = root.querySelector(".play");
    this.speed = root.querySelector("select");
    root.addEventListener("click", (e) => this.act(e.target.closest("[data-do]")?.dataset.do));
    this.scrub.addEventListener("input", () => {
      this.pause();
      state.go(Number(this.scrub.value));
    });
    addEventListener("keydown", (e) => this.key(e));
    state.addEventListener("step", () => this.draw());
    state.addEventListener("arranged", () => this.draw());
    this.draw();
  }

  draw() {
    const { at, steps, turn, step } = this.state;
    this.scrub.max = steps.length - 1;
    this.scrub.value = at;
    this.scrub.setAttribute("aria-valuetext", `step ${at + 1} of ${steps.length}, ${step.pass} pass`);
    this.root.style.setProperty("--turn", `${(100 * turn) / steps.length}%`);
    this.root.style.setProperty("--at", `${(100 * at) / Math.max(1, steps.length - 1)}%`);
    for (const pass of ["forward", "backward"]) {
      const button = this.root.querySelector(`[data-do=${pass}]`);
      button.setAttribute("aria-pressed", step.pass === pass);
      if (pass === "backward") button.disabled = turn === steps.length;
    }
  }

  act(what) {
    const { state } = this;
    if (!what) return;
    if (what === "play") return state.playing ? this.pause() : this.play();
    this.pause();
    const to = { first: 0, back: state.at - 1, next: state.at + 1, last: state.steps.length - 1, forward: 0, backward: state.turn };
    if (to[what] < state.steps.length) state.go(to[what]);
  }

  play() {
    const { state } = this;
    if (state.at >= state.steps.length - 1) state.go(0);
    state.playing = true;
    this.label();
    let last = performance.now();
    const tick = (now) => {
      if (!state.playing) return;
      if (now - last >= Number(this.speed.value)) {
        last = now;
        if (state.at >= state.steps.length - 1) return this.pause();
        state.go(state.at + 1);
      }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause() {
    if (!this.state.playing) return;
    this.state.playing = false;
    this.label();
    this.state.go(this.state.at);
  }

  label() {
    const { playing } = this.state;
    this.playButton.innerHTML = playing ? ICONS.pause : ICONS.play;
    this.playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const on = e.target;
    if (on.matches("input:not(#scrub), select, textarea")) return;
    if (e.key === " " && on.matches("button, summary, a")) return;
    if (/^Arrow(Up|Down)$/.test(e.key) && on.matches(".pane")) return;
    const what = { ArrowRight: "next", ArrowDown: "next", ArrowLeft: "back", ArrowUp: "back", Home: "first", End: "last", " ": "play", f: "forward", b: "backward" }[e.key];
    if (!what) return;
    e.preventDefault();
    this.act(what);
  }
}
