// The whole timeline. `mpdbg.mountTimeline(element, {runs})` puts one into an element.

class TimelineOfPlays extends SteeredTimeline {
  constructor(root, runs, first) {
    super();
    root.classList.add("tl");
    this.first = first ?? null;
    this.root = root;
    this.plays = runs.map(readPlay);
    root.classList.toggle("tl-two", runs.length > 1);
    this.frame = frameOf(root, this.plays);
    this.hidden = new Set();
    this.defect = null;
    this.pointer = null;
    this.chooseAxis(this.plays.length > 1 ? 1 : 0);
    this.width = this.room();
    this.colours = readColours(root);
    fillHead(this.frame.head, this.plays);
    fillHelp(this.frame.help);
    this.fillBar();
    this.fillLanes();
    this.fillLists();
    this.listen();
    this.draw();
  }

  resize(width = this.room()) {
    if (width === this.width) return;
    this.width = width;
    this.ruler.resize();
    for (const lane of this.lanes) lane.drawn.resize();
    this.draw();
  }

  recolour() {
    this.colours = readColours(this.root);
    this.draw();
  }

  turnTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : this.dark.matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  /** Paper is narrow and light. */
  print(begins) {
    this.root.classList.toggle("tl-printing", begins);
    this.pointer = null;
    this.colours = readColours(this.root);
    if (begins) this.resize(500);
    else this.resize();
    this.draw();
  }

  destroy() {
    for (const it of this.watches) it.disconnect();
    this.dark.removeEventListener("change", this.recoloured);
    for (const [name, act] of this.printing) removeEventListener(name, act);
    for (const it of [this.ruler, ...this.lanes.map((lane) => lane.drawn)]) it.destroy();
    this.root.replaceChildren();
  }
}

/** What scripts and tests see of a timeline. */
function handleOf(timeline) {
  return {
    state: () => ({
      axis: AXES[timeline.axis],
      from: timeline.from,
      to: timeline.to,
      whole: [...timeline.whole],
      hidden: [...timeline.hidden],
      defect: timeline.defect ? timeline.plays[0].defects.indexOf(timeline.defect) : -1,
      defects: timeline.plays.map((it) => it.defects.length),
      cursor: timeline.pointer ? timeline.pointer.at : null,
      said: timeline.frame.said.textContent,
      parting: timeline.parting(),
      dark: timeline.colours.paper,
    }),
    zoom: (from, to) => timeline.zoom(from, to),
    whole: () => timeline.zoom(...timeline.whole),
    setAxis: (name) => timeline.setAxis(AXES.indexOf(name)),
    next: () => timeline.step(1),
    previous: () => timeline.step(-1),
    lane: (name, shown) => timeline.toggle(name, shown),
    draw: () => timeline.draw(),
    focus: () => timeline.frame.lanes.focus({ preventScroll: true }),
    destroy: () => timeline.destroy(),
  };
}

window.mpdbg = {
  timelines: [],
  mountTimeline(element, { runs, first }) {
    const handle = handleOf(new TimelineOfPlays(element, runs, first));
    this.timelines.push(handle);
    return handle;
  },
};
