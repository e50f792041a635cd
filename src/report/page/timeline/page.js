// The page: window, pointer, keys, lists. `mpdbg.mountTimeline(element, {runs})` puts a timeline into an
// element. All text is set as text, never as markup.

const KEYS = [
  ["wheel, + −", "zoom around the pointer, or the middle"],
  ["drag, ← →", "move"],
  ["Shift and drag", "zoom to what is selected"],
  ["double click, 0", "the whole"],
  ["n, N", "next, previous defect"],
  ["a", "run time or media time"],
  ["f", "where two plays part first"],
  ["Home, End", "to the beginning, to the end"],
  ["click on a name", "show or hide a lane or a series"],
  ["Escape", "unselect, close"],
  ["?", "these keys"],
];

const CLOSEST = 1e5;

/** An element with a class, attributes and text or children. */
function make(tag, name = "", attributes = {}, ...content) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

function button(name, words, title, act) {
  const element = make("button", name, { type: "button", title, "aria-label": title }, words);
  element.addEventListener("click", act);
  return element;
}

/** The frame of the page: what stands around the lanes. */
function frameOf(root, plays) {
  const parts = {
    head: make("header", "tl-head"),
    bar: make("div", "tl-bar", { role: "toolbar", "aria-label": "Timeline" }),
    map: make("div", "tl-map", { "aria-hidden": "true" }),
    mapCanvas: make("canvas"),
    mapWindow: make("div", "tl-map-window"),
    lanes: make("div", "tl-lanes", { tabindex: "0", role: "group" }),
    ruler: make("div", "tl-ruler", { "aria-hidden": "true" }),
    cursor: make("div", "tl-cursor"),
    parted: make("div", "tl-parted", { hidden: "" }),
    selection: make("div", "tl-selection"),
    chosen: make("div", "tl-chosen-span"),
    tip: make("div", "tl-tip", { role: "status" }),
    lists: make("div", "tl-lists"),
    help: make("dialog", "tl-help", { "aria-label": "Keys" }),
    said: make("p", "tl-said", { "aria-live": "polite" }),
  };
  parts.lanes.setAttribute("aria-label", `Timeline of ${plays[0].data.title}; press ? for the keys`);
  parts.map.append(parts.mapCanvas, parts.mapWindow);
  parts.lanes.append(parts.ruler);
  root.replaceChildren(parts.head, parts.bar, parts.map, parts.lanes, parts.said, parts.lists, parts.help, parts.tip);
  return parts;
}

function fillHead(head, plays) {
  const [play, other] = plays;
  head.append(make("h1", "", {}, "Timeline of ", make("b", "", {}, play.data.title)));
  if (other) {
    head.append(make("p", "tl-other", {}, "upper and strong: ", play.data.session, " · lower and pale: ", other.data.session));
  }
  const facts = make("dl", "tl-facts");
  const others = new Map(other ? other.data.facts : []);
  for (const [name, value] of play.data.facts) {
    const against = others.get(name);
    const words = other && against !== value ? `${value}, against ${against ?? "nothing"}` : value;
    facts.append(make("div", "", {}, make("dt", "", {}, name), make("dd", "", {}, words)));
  }
  head.append(facts);
  for (const it of plays) {
    if (it.data.caution) head.append(make("p", "tl-caution", {}, `${it.data.session}: ${it.data.caution}`));
  }
}

function fillHelp(help) {
  const rows = KEYS.map(([keys, words]) => make("tr", "", {}, make("th", "", { scope: "row" }, keys), make("td", "", {}, words)));
  const close = button("", "close", "Close", () => help.close());
  help.append(make("h2", "", {}, "Keys"), make("table", "", {}, make("tbody", "", {}, ...rows)), close);
}

class TimelineOfPlays {
  constructor(root, runs, first) {
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

  // The window.

  chooseAxis(axis) {
    const lies = (play) => play.data.length[axis] > 0;
    this.axis = this.plays.some(lies) ? axis : 0;
    const ends = this.plays.map(({ data }) => [data.origin[this.axis], data.origin[this.axis] + data.length[this.axis]]);
    const from = Math.min(...ends.map((it) => it[0]));
    const to = Math.max(...ends.map((it) => it[1]), from + CLOSEST);
    const room = (to - from) * 0.01;
    this.whole = [from - room, to + room];
    [this.from, this.to] = this.whole;
  }

  setAxis(axis) {
    if (axis === this.axis) return;
    this.chooseAxis(axis);
    if (this.defect) this.show(this.defect);
    this.later();
  }

  zoom(from, to) {
    const [least, most] = this.whole;
    const length = Math.min(Math.max(to - from, CLOSEST), most - least);
    const start = Math.min(Math.max(from, least), most - length);
    [this.from, this.to] = [start, start + length];
    this.later();
  }

  zoomBy(factor, around = (this.from + this.to) / 2) {
    this.zoom(around - (around - this.from) * factor, around + (this.to - around) * factor);
  }

  move(part) {
    const by = (this.to - this.from) * part;
    this.zoom(this.from + by, this.to + by);
  }

  isShown(part, row) {
    return !this.hidden.has(part.lane) && !this.hidden.has(row.name);
  }

  /** Shows or hides a lane or a series. */
  toggle(name, shown = this.hidden.has(name)) {
    if (shown) this.hidden.delete(name);
    else this.hidden.add(name);
    for (const it of this.root.querySelectorAll("[data-shows]")) {
      it.setAttribute("aria-pressed", String(!this.hidden.has(it.dataset.shows)));
    }
    for (const lane of this.lanes) lane.element.classList.toggle("tl-folded", this.hidden.has(lane.part.lane));
    this.later();
  }

  // Building.

  fillBar() {
    const { bar } = this.frame;
    const axes = make("span", "tl-switch", { role: "group", "aria-label": "Axis" });
    this.axisButtons = ["run time", "media time"].map((words, axis) => {
      const it = button("", words, axis ? "Which content (a)" : "What happened when (a)", () => this.setAxis(axis));
      it.disabled = !this.plays.some((play) => play.data.length[axis] > 0);
      axes.append(it);
      return it;
    });
    this.where = make("output", "tl-where", { "aria-label": "What is shown" });
    bar.append(
      axes,
      button("", "−", "Zoom out (-)", () => this.zoomBy(2)),
      button("", "+", "Zoom in (+)", () => this.zoomBy(0.5)),
      button("", "whole", "The whole (0)", () => this.zoom(...this.whole)),
      button("", "◂ defect", "Previous defect (N)", () => this.step(-1)),
      button("", "defect ▸", "Next defect (n)", () => this.step(1)),
      ...(this.first ? [button("", "first difference", "Where the plays part first (f)", () => this.toFirst())] : []),
      this.where,
      button("tl-theme", "◐", "Dark or light", () => this.turnTheme()),
      button("", "?", "Keys (?)", () => this.frame.help.showModal()),
    );
  }

  fillLanes() {
    this.ruler = this.makeRuler();
    this.lanes = parts().map((part) => {
      const legend = make("div", "tl-legend");
      const plot = make("div", "tl-plot");
      const shows = { "data-shows": part.lane, "aria-pressed": "true" };
      const name = button("tl-name", part.name, `Show or hide ${part.lane}`, () => this.toggle(part.lane));
      for (const [key, value] of Object.entries(shows)) name.setAttribute(key, value);
      const rows = part.rows.map((row) => this.legendRow(part, row));
      legend.append(name, make("div", "tl-rows", {}, ...rows.map((it) => it.element)));
      const element = make("section", `tl-lane tl-${part.kind}`, { "aria-label": part.name }, legend, plot);
      if (!part.rows.some((row) => this.exists(row))) element.classList.add("tl-empty");
      this.frame.lanes.append(element);
      const drawn = part.kind === "marks" ? marksPlot(this, part, plot) : curvesPlot(this, part, plot);
      element.style.setProperty("--tl-height", `${drawn.height}px`);
      return { part, element, rows, drawn };
    });
    this.frame.lanes.append(this.frame.parted, this.frame.chosen, this.frame.cursor, this.frame.selection);
    const holds = new Set(["defects", "video", "audio"]);
    for (const { part } of this.lanes) if (part.rows.some((row) => this.exists(row))) holds.add(part.lane);
    for (const { part } of this.lanes) if (!holds.has(part.lane)) this.toggle(part.lane, false);
  }

  exists(row) {
    return this.plays.some((play) => (row.severity ? play.defects.some((it) => it.severity === row.severity) : play.count(row.channel)));
  }

  legendRow(part, row) {
    const [colour, mark] = row.severity ? [SEVERITY_COLOURS[row.severity], ""] : LOOKS[row.name];
    const swatch = make("span", row.severity ? `tl-swatch tl-${row.severity}` : "tl-swatch", { "aria-hidden": "true" }, mark);
    swatch.style.color = `var(--tl-${colour})`;
    const value = make("span", "tl-value");
    const element = button("tl-row", swatch, `Show or hide ${row.name}`, () => this.toggle(row.name));
    element.append(make("span", "tl-series", {}, row.name), value);
    element.setAttribute("aria-pressed", "true");
    element.dataset.shows = row.name;
    if (!this.exists(row)) element.classList.add("tl-none");
    return { row, element, value };
  }

  makeRuler() {
    const options = plotOptions(this, 26, { range: [0, 1] });
    options.axes[0] = {
      ...options.axes[0], side: 0, size: 24, gap: 2, stroke: () => this.colours.ink,
      ticks: { show: true, size: 4, stroke: () => this.colours.quiet },
      values: (_plot, splits) => splits.map((it) => timeText(it, this.tick)),
      font: "11px system-ui, sans-serif",
    };
    options.axes[1] = { ...options.axes[1], values: () => [], grid: { show: false } };
    options.series.push({ show: false });
    this.measure();
    const legend = make("div", "tl-legend tl-axis");
    this.frame.ruler.append(legend, make("div", "tl-plot"));
    const plot = new uPlot(options, [[this.from, this.to], [null, null]], this.frame.ruler.lastChild);
    return {
      draw: () => {
        legend.textContent = this.axis ? "media time" : "run time";
        plot.setData([[this.from, this.to], [null, null]]);
      },
      resize: () => plot.setSize({ width: this.width, height: 26 }),
      destroy: () => plot.destroy(),
    };
  }

  fillLists() {
    const { lists } = this.frame;
    this.items = [];
    this.plays.forEach((play) => {
      const { data } = play;
      const all = data.defects_in_all;
      const left = all > play.defects.length ? `, the ${play.defects.length} worst listed` : "";
      const of = this.plays.length > 1 ? ` of ${data.session}` : "";
      const body = make("tbody");
      play.defects.forEach((defect, number) => body.append(this.defectRow(defect, number)));
      const head = ["", "severity", "rule", "run time", "media time", "what happened"];
      const table = make("table", "", {}, make("thead", "", {}, make("tr", "", {}, ...head.map((it) => make("th", "", { scope: "col" }, it)))), body);
      const title = make("h2", "", {}, `${all === 1 ? "1 defect" : `${all || "No"} defects`}${of}${left}`);
      lists.append(title, all ? make("div", "tl-wide", {}, table) : "");
    });
  }

  defectRow(defect, number) {
    const place = (axis) => {
      const span = defect.spans[axis];
      if (!span) return "";
      const [from, to] = span.map((it) => timeText(it, 1e6));
      return from === to ? from : `${from} – ${to}`;
    };
    const swatch = make("span", `tl-swatch tl-${defect.severity}`, { "aria-hidden": "true" });
    swatch.style.color = `var(--tl-${SEVERITY_COLOURS[defect.severity]})`;
    const go = button("tl-go", defect.rule, "Show it on the timeline", () => this.jump(defect));
    const words = make("td", "tl-words", {}, defect.detail || "");
    const amounts = [defect.count > 1 ? `× ${defect.count}` : "", defect.measure ?? ""].filter(Boolean);
    if (amounts.length) words.append(make("span", "tl-quiet", {}, ` (${amounts.join(", ")})`));
    for (const [why, event] of defect.causes) {
      words.append(make("div", "tl-cause", {}, `because ${why} `, make("span", "tl-quiet", {}, `event ${event}`)));
    }
    const row = make("tr", "", {}, make("td", "tl-number", {}, String(number + 1)), make("td", "tl-severity", {}, swatch, ` ${defect.severity}`),
      make("td", "", {}, go), make("td", "tl-time", {}, place(0)), make("td", "tl-time", {}, place(1)), words);
    row.addEventListener("click", () => this.jump(defect));
    this.items.push({ defect, row });
    return row;
  }

  // Drawing.

  /** Room for the plots beside the legends. */
  room() {
    const legend = 234;
    return Math.max(240, Math.floor((this.root.clientWidth || 900) - legend));
  }

  measure() {
    const wide = this.width - MARGIN;
    this.tick = tickDistance(this.to - this.from, wide / 95);
    const first = Math.ceil(this.from / this.tick);
    const last = Math.floor(this.to / this.tick);
    this.ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * this.tick);
  }

  /** Draws with the next frame of the screen, once. */
  later() {
    this.waiting ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    if (this.waiting) cancelAnimationFrame(this.waiting);
    this.waiting = null;
    this.measure();
    this.ruler.draw();
    for (const lane of this.lanes) {
      if (!this.hidden.has(lane.part.lane)) lane.drawn.draw();
    }
    this.axisButtons.forEach((it, axis) => it.setAttribute("aria-pressed", String(axis === this.axis)));
    const [from, to] = [timeText(this.from, this.tick / 10), timeText(this.to, this.tick / 10)];
    this.where.textContent = `${from} to ${to}`;
    this.drawChosen();
    this.drawParted();
    this.drawMap();
    this.readOut();
  }

  /** The chosen defect, over all lanes. */
  drawChosen() {
    const { chosen } = this.frame;
    const span = this.defect?.spans[this.axis];
    chosen.hidden = !span || span[1] < this.from || span[0] > this.to;
    if (chosen.hidden) return;
    const wide = this.width - MARGIN;
    const [left, right] = span.map((it) => Math.min(Math.max(this.pixel(it), 0), wide));
    chosen.style.transform = `translateX(${this.left() + left - 1}px)`;
    chosen.style.width = `${Math.max(3, right - left + 2)}px`;
  }

  /** Where the plays part on this axis; nothing where they do not, or have no place there. */
  parting() {
    return (this.axis ? this.first?.media : this.first?.run) ?? null;
  }

  /** A line over all lanes where the plays part first. */
  drawParted() {
    const { parted } = this.frame;
    const at = this.parting();
    parted.hidden = at === null || at < this.from || at > this.to;
    if (!parted.hidden) parted.style.transform = `translateX(${this.left() + this.pixel(at)}px)`;
  }

  /** Shows where the plays part first, and how. */
  toFirst() {
    if (!this.first) return this.say("The plays do not part, or there is only one.");
    if (this.parting() === null) this.setAxis(1 - this.axis);
    const at = this.parting();
    const half = (this.whole[1] - this.whole[0]) / 20;
    this.zoom(at - half, at + half);
    this.say(`First difference: ${this.first.words}`);
  }

  /** The whole play in a strip: where something is wrong, and which part is shown. */
  drawMap() {
    const { mapCanvas: canvas, mapWindow: frame } = this.frame;
    const [wide, high] = [this.width - MARGIN, 22];
    const scale = devicePixelRatio || 1;
    const [least, most] = this.whole;
    const place = (at) => ((at - least) / (most - least)) * wide;
    frame.style.transform = `translateX(${place(this.from)}px)`;
    frame.style.width = `${Math.max(3, place(this.to) - place(this.from))}px`;
    const drawn = `${wide} ${this.axis} ${this.colours.paper}`;
    if (this.mapDrawn === drawn) return;
    this.mapDrawn = drawn;
    Object.assign(canvas, { width: wide * scale, height: high * scale });
    Object.assign(canvas.style, { width: `${wide}px`, height: `${high}px` });
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const each = high / this.plays.length;
    this.plays.forEach((play, which) => {
      const bands = LANES.flatMap((lane) => lane.channels.filter((it) => ["presented", "written"].includes(it.name)));
      context.fillStyle = this.colours.line;
      for (const { channel } of bands) {
        const found = columns(play.levels(channel, this.axis), least, most, wide);
        found.count.forEach((count, c) => count && context.fillRect(c, which * each + each * 0.55, 1, each * 0.45));
      }
      for (const severity of [...SEVERITIES].reverse()) {
        context.fillStyle = this.colours[SEVERITY_COLOURS[severity]];
        for (const { spans } of longestFirst(play.defects, severity, this.axis)) {
          const [left, right] = spans[this.axis].map(place);
          context.globalAlpha = right - left > wide / 10 ? 0.4 : 1;
          context.fillRect(left, which * each, Math.max(2, right - left), each * 0.5);
        }
        context.globalAlpha = 1;
      }
    });
  }

  /** Values at the pointer, in the legends. */
  readOut() {
    const { cursor } = this.frame;
    const at = this.pointer?.at;
    const known = at !== undefined && at >= this.from && at <= this.to;
    cursor.hidden = !known;
    if (known) cursor.style.transform = `translateX(${this.left() + this.pixel(at)}px)`;
    for (const { part, rows } of this.lanes) {
      for (const { row, value } of rows) value.textContent = this.valueOf(part, row, known ? at : null);
    }
    this.showTip(known ? at : null);
  }

  /** Words for the legend: the value nearest to a place, or how many there are in all. */
  valueOf(part, row, at) {
    const told = this.plays.map((play) => {
      if (row.severity) return String(play.defects.filter((it) => it.severity === row.severity).length);
      if (at === null) return play.count(row.channel).toLocaleString("en");
      const found = this.near(play, part, row, at);
      return found ? found.words : "–";
    });
    // Of two values in one unit the unit is told once.
    const units = told.map((it) => / (ms|s)$/.exec(it)?.[0]);
    if (units.length > 1 && units[0] && units[0] === units[1]) told[0] = told[0].slice(0, -units[0].length);
    return told.join(" | ");
  }

  /** The entry of a series nearest to a place, if it is close enough to be meant. */
  near(play, part, row, at) {
    const found = nearest(play.levels(row.channel, this.axis)[0], at);
    const close = ((this.to - this.from) / (this.width - MARGIN)) * (part.kind === "marks" ? 6 : 60);
    if (!found || found.distance > close) return null;
    const [low, high] = [found.low, found.high].map((it) => valueText(it, row.unit));
    const many = found.count > 1 ? ` × ${found.count}` : "";
    return { ...found, words: (low === high ? low : `${low} … ${high}`) + many || "here" };
  }

  showTip(at) {
    const { tip } = this.frame;
    tip.hidden = at === null || !this.pointer.over;
    if (tip.hidden) return;
    const close = ((this.to - this.from) / (this.width - MARGIN)) * 5;
    const lines = [make("div", "tl-tip-time", {}, timeText(at, 1e6))];
    for (const play of this.plays) {
      const of = this.plays.length > 1 ? `${play.data.session}: ` : "";
      const inside = ([from, to]) => from - close <= at && at <= to + close;
      const defects = play.defects.filter((it) => it.spans[this.axis] && inside(it.spans[this.axis]));
      for (const it of defects.slice(0, 4)) {
        lines.push(make("div", "tl-tip-defect", {}, `${of}${it.severity} ${it.rule}: ${it.detail}`));
      }
      for (const { row, found } of this.under(play, at)) {
        lines.push(make("div", "", {}, `${of}${row.name} ${found.words}, event ${found.event}`));
      }
      const notes = play.notes.filter((it) => it.places[this.axis] !== null && Math.abs(it.places[this.axis] - at) <= close);
      notes.sort((a, b) => Math.abs(a.places[this.axis] - at) - Math.abs(b.places[this.axis] - at));
      for (const it of notes.slice(0, 5)) lines.push(make("div", "tl-tip-note", {}, `${of}${it.words}`));
      const more = defects.length + notes.length - Math.min(defects.length, 4) - Math.min(notes.length, 5);
      if (more > 0) lines.push(make("div", "tl-quiet", {}, `and ${more} more`));
    }
    tip.replaceChildren(...lines);
    const { x, y } = this.pointer;
    const box = tip.getBoundingClientRect();
    const left = x + 16 + box.width > innerWidth ? x - 16 - box.width : x + 16;
    const top = y + 16 + box.height > innerHeight ? y - 16 - box.height : y + 16;
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  /** What the lane under the pointer holds there. */
  under(play, at) {
    const lane = this.lanes.find((it) => it.element === this.pointer.lane);
    if (!lane || lane.part.lane === "defects") return [];
    const all = lane.part.rows.map((row) => ({ part: lane.part, row, found: this.near(play, lane.part, row, at) }));
    return all.filter((it) => it.found && this.isShown(it.part, it.row));
  }

  // Defects.

  /** All defects that lie on the axis, in order. */
  inOrder() {
    const all = this.plays[0].defects.filter((it) => it.spans[this.axis]);
    return all.sort((a, b) => a.spans[this.axis][0] - b.spans[this.axis][0]);
  }

  step(by) {
    const all = this.inOrder();
    if (!all.length) return this.say("There is no defect on this axis.");
    const here = all.indexOf(this.defect);
    const middle = (this.from + this.to) / 2;
    const next = all.findIndex((it) => it.spans[this.axis][0] > middle);
    let to = here + by;
    if (here < 0) to = by > 0 ? (this.isWhole() ? 0 : next) : (next < 0 ? all.length : next) - 1;
    if (to < 0 || to >= all.length) return this.say(by > 0 ? "This was the last defect." : "This was the first defect.");
    this.jump(all[to]);
  }

  isWhole() {
    return this.from <= this.whole[0] && this.to >= this.whole[1];
  }

  /** Selects a defect and shows it with what lies around it. */
  jump(defect) {
    this.defect = defect;
    for (const it of this.items) {
      it.row.classList.toggle("tl-chosen", it.defect === defect);
      if (it.defect === defect) this.scrollTo(it.row);
    }
    const lies = defect.spans[this.axis];
    if (!lies && defect.spans[1 - this.axis]) this.setAxis(1 - this.axis);
    this.show(defect);
    this.say(`${defect.severity} ${defect.rule}: ${defect.detail}`);
  }

  /** Brings a row of a list into sight, without moving the page. */
  scrollTo(row) {
    const list = row.closest(".tl-wide");
    const above = row.offsetTop - list.offsetTop;
    if (above < list.scrollTop + 30) list.scrollTop = above - 30;
    else if (above + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = above + row.offsetHeight - list.clientHeight;
  }

  show(defect) {
    const span = defect.spans[this.axis];
    if (!span) return this.later();
    const around = Math.max((span[1] - span[0]) * 1.5, 400e6);
    this.zoom(span[0] - around, span[1] + around);
  }

  unselect() {
    this.defect = null;
    for (const it of this.items) it.row.classList.remove("tl-chosen");
    this.say("");
    this.later();
  }

  say(words) {
    this.frame.said.textContent = words;
  }

  // Pointer and keys.

  /** Left edge of the plots within the lanes. */
  left() {
    return this.frame.ruler.lastChild.offsetLeft + MARGIN;
  }

  pixel(at) {
    return ((at - this.from) / (this.to - this.from)) * (this.width - MARGIN);
  }

  placeOf(event) {
    const x = event.clientX - this.frame.lanes.getBoundingClientRect().left - this.left();
    const wide = this.width - MARGIN;
    return { at: this.from + (x / wide) * (this.to - this.from), inside: x >= 0 && x <= wide };
  }

  listen() {
    const { lanes, map } = this.frame;
    lanes.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    lanes.addEventListener("pointerdown", (event) => this.press(event));
    lanes.addEventListener("pointermove", (event) => this.hover(event));
    lanes.addEventListener("pointerleave", () => this.hover(null));
    lanes.addEventListener("dblclick", (event) => this.placeOf(event).inside && this.zoom(...this.whole));
    map.addEventListener("pointerdown", (event) => this.dragMap(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.watches = [new ResizeObserver(() => this.resize()), new MutationObserver(() => this.recolour())];
    this.watches[0].observe(this.root);
    this.watches[1].observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recoloured = () => this.recolour();
    this.dark.addEventListener("change", this.recoloured);
    this.printing = [["beforeprint", () => this.print(true)], ["afterprint", () => this.print(false)]];
    for (const [name, act] of this.printing) addEventListener(name, act);
  }

  wheel(event) {
    const { at, inside } = this.placeOf(event);
    if (!inside || event.ctrlKey) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.move((event.deltaX * lines) / this.width);
    else this.zoomBy(Math.exp(Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.002), at);
  }

  press(event) {
    const start = this.placeOf(event);
    if (event.button || !start.inside) return;
    const { lanes, selection } = this.frame;
    const { from, to } = this;
    const selects = event.shiftKey;
    const begun = event.clientX;
    lanes.setPointerCapture(event.pointerId);
    lanes.classList.add(selects ? "tl-selecting" : "tl-moving");
    const span = (move) => [start.at, this.placeOf(move).at].sort((a, b) => a - b);
    const moved = (move) => {
      if (selects) {
        const [left, right] = span(move).map((it) => this.pixel(it));
        selection.hidden = false;
        selection.style.transform = `translateX(${this.left() + left}px)`;
        selection.style.width = `${right - left}px`;
      } else {
        const by = ((begun - move.clientX) / (this.width - MARGIN)) * (to - from);
        this.zoom(from + by, to + by);
      }
    };
    const ended = (end) => {
      lanes.removeEventListener("pointermove", moved);
      lanes.classList.remove("tl-selecting", "tl-moving");
      selection.hidden = true;
      if (selects && Math.abs(end.clientX - begun) > 4) this.zoom(...span(end));
      else if (Math.abs(end.clientX - begun) <= 4) this.choose(event, start.at);
    };
    lanes.addEventListener("pointermove", moved);
    lanes.addEventListener("pointerup", ended, { once: true });
    lanes.addEventListener("pointercancel", ended, { once: true });
  }

  /** A click on the lane of defects chooses the one that is there. */
  choose(event, at) {
    const lane = this.lanes.find((it) => it.element.contains(event.target));
    if (lane?.part.lane !== "defects") return;
    const close = ((this.to - this.from) / this.width) * 4;
    const there = this.inOrder().filter((it) => it.spans[this.axis][0] - close <= at && at <= it.spans[this.axis][1] + close);
    const row = Math.floor(((event.clientY - lane.element.getBoundingClientRect().top) / lane.drawn.height) * SEVERITIES.length);
    const hit = there.find((it) => it.severity === SEVERITIES[row]) ?? there[0];
    if (hit) this.jump(hit);
    else this.unselect();
  }

  hover(event) {
    const there = event && this.placeOf(event);
    const inside = there && there.inside;
    const lane = event && event.target.closest?.(".tl-lane");
    this.pointer = inside ? { at: there.at, x: event.clientX, y: event.clientY, over: true, lane } : null;
    this.reading ??= requestAnimationFrame(() => {
      this.reading = null;
      this.readOut();
    });
  }

  dragMap(event) {
    const { map } = this.frame;
    const edge = map.getBoundingClientRect().left + this.left();
    const go = (move) => {
      const [least, most] = this.whole;
      const at = least + ((move.clientX - edge) / (this.width - MARGIN)) * (most - least);
      const half = (this.to - this.from) / 2;
      this.zoom(at - half, at + half);
    };
    map.setPointerCapture(event.pointerId);
    go(event);
    map.addEventListener("pointermove", go);
    const end = () => map.removeEventListener("pointermove", go);
    map.addEventListener("pointerup", end, { once: true });
    map.addEventListener("pointercancel", end, { once: true });
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.frame.help.open) return;
    const [least, most] = this.whole;
    const length = this.to - this.from;
    const around = this.pointer?.at;
    const acts = {
      "+": () => this.zoomBy(0.5, around),
      "=": () => this.zoomBy(0.5, around),
      "-": () => this.zoomBy(2, around),
      0: () => this.zoom(least, most),
      ArrowLeft: () => this.move(-0.2),
      ArrowRight: () => this.move(0.2),
      Home: () => this.zoom(least, least + length),
      End: () => this.zoom(most - length, most),
      n: () => this.step(1),
      N: () => this.step(-1),
      a: () => this.setAxis(1 - this.axis),
      f: () => this.toFirst(),
      Escape: () => this.unselect(),
      "?": () => this.frame.help.showModal(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Size and colours.

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
