// Which part of which axis is shown, and which lanes.

const CLOSEST = 1e5;

class TimelineWindow {
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
}
