// A timeline is drawn, and values are read from it.

class DrawnTimeline extends BuiltTimeline {
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
    if (at === null) return this.say(`First difference, which has no place: ${this.first.words}`);
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
}
