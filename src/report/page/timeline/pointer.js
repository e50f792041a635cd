// The defects of a timeline, its pointer and its keys.

class SteeredTimeline extends DrawnTimeline {
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
}
