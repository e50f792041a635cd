// A timeline is put together: its bar, its lanes, its lists.

class BuiltTimeline extends TimelineWindow {
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
}
