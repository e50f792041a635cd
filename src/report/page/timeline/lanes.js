// Draws the lanes: rows of marks (what happened), and curves (how large it was).
//
// A curve is two series of uPlot: the highest values as a line, and the lowest ones, which are not drawn
// but have a place on the axis; bars lead from one to the other.

const ROW = 17;
/** Room for the figures of the value axis, left of every lane. */
const MARGIN = 62;

/** How the channels look: colour (a variable of the style), mark, and the stroke of a curve. */
const LOOKS = {
  presented: ["green", "▮"],
  flushed: ["quiet", "▯"],
  late: ["orange", "▲"],
  "not returned": ["purple", "○"],
  dropped: ["red", "✕"],
  written: ["sky", "▬"],
  silence: ["purple", "▭"],
  underrun: ["red", "▼"],
  "audio clock": ["blue", "━", []],
  "video clock": ["orange", "╍", [7, 4]],
  "A/V offset": ["purple", "━", []],
  delay: ["blue", "━", []],
  "video packets": ["blue", "━", []],
  "audio packets": ["orange", "╍", [7, 4]],
  pictures: ["green", "┅", [2, 3]],
  sound: ["sky", "━", []],
  "video decode": ["blue", "━", []],
  "audio decode": ["orange", "╍", [7, 4]],
  blocked: ["red", "┅", [2, 3]],
  warnings: ["orange", "!"],
  damage: ["purple", "◆"],
  errors: ["red", "✖"],
  control: ["blue", "▸"],
};

const SEVERITIES = ["critical", "major", "minor"];
const SEVERITY_COLOURS = { critical: "red", major: "orange", minor: "sky" };

/** Lanes of rows; all others are curves. */
const ROWS_OF_MARKS = ["defects", "video", "audio", "log", "control"];

/** The colours of the style as it is now. */
function readColours(element) {
  const style = getComputedStyle(element);
  const names = ["paper", "ink", "quiet", "line", "tint", "green", "orange", "purple", "red", "sky", "blue"];
  return Object.fromEntries(names.map((it) => [it, style.getPropertyValue(`--tl-${it}`).trim()]));
}

/** The parts of the page: lanes of rows, and lanes of curves with one unit each. */
function parts() {
  const all = [];
  for (const lane of LANES) {
    if (ROWS_OF_MARKS.includes(lane.name)) {
      const rows = lane.name === "defects" ? SEVERITIES.map((name) => ({ name, severity: name })) : lane.channels;
      all.push({ lane: lane.name, name: lane.name, kind: "marks", rows });
      continue;
    }
    for (const unit of new Set(lane.channels.map((it) => it.unit))) {
      const rows = lane.channels.filter((it) => it.unit === unit);
      const alone = rows.length === lane.channels.length;
      const name = alone || rows.length > 1 ? lane.name : `${lane.name}: ${rows[0].name}`;
      all.push({ lane: lane.name, name, kind: "curves", rows, unit });
    }
  }
  return all;
}

const curveHeight = (part) => Math.max(64, part.rows.length * ROW + 14);

/** What all plots share: no legend and no cursor of their own, the window of the page, faint lines. */
function plotOptions(view, height, y) {
  const faint = { stroke: () => view.colours.line, width: 1 };
  return {
    width: view.width,
    height,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false },
    scales: { x: { time: false, auto: false, range: () => [view.from, view.to] }, y },
    axes: [
      { size: 0, gap: 0, ticks: { show: false }, grid: faint, splits: () => view.ticks, values: () => [] },
      { size: MARGIN, gap: 4, ticks: { show: false }, grid: faint, stroke: () => view.colours.quiet },
    ],
    series: [{}],
    hooks: {},
  };
}

/** Rows of marks; `paint(context, row, box)` draws a row of a run. */
function marksPlot(view, part, target) {
  const height = part.rows.length * ROW * (view.plays.length > 1 ? 1.5 : 1);
  const options = plotOptions(view, height, { range: [0, 1] });
  options.axes[1].values = () => [];
  options.axes[1].grid = { show: false };
  options.series.push({ show: false });
  options.hooks.draw = [
    (plot) => {
      const scale = devicePixelRatio || 1;
      const { ctx: context } = plot;
      context.save();
      context.beginPath();
      context.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
      context.clip();
      context.scale(scale, scale);
      context.textAlign = "left";
      context.textBaseline = "middle";
      const [left, wide] = [plot.bbox.left / scale, plot.bbox.width / scale];
      const each = height / part.rows.length;
      part.rows.forEach((row, number) => {
        if (!view.isShown(part, row)) return;
        view.plays.forEach((play, which) => {
          const share = (each - 3) / view.plays.length;
          const box = { left, wide, top: number * each + 1.5 + which * share, high: share - (which ? 0 : 1), which };
          if (row.severity) paintDefects(context, view, play, row.severity, box);
          else paintMarks(context, view, play, row, box);
        });
        context.fillStyle = view.colours.line;
        context.fillRect(left, (number + 1) * each - 0.5, wide, 0.5);
      });
      context.restore();
    },
  ];
  const plot = new uPlot(options, [[view.from, view.to], [null, null]], target);
  return {
    height,
    draw: () => plot.setData([[view.from, view.to], [null, null]]),
    resize: () => plot.setSize({ width: view.width, height }),
    destroy: () => plot.destroy(),
  };
}

/** The points of a channel: a bar each, and its mark where there is room for it. */
function paintMarks(context, view, play, row, box) {
  const [colour, mark] = LOOKS[row.name];
  const n = Math.max(1, Math.round(box.wide));
  const found = columns(play.levels(row.channel, view.axis), view.from, view.to, n);
  const filled = found.count.reduce((sum, it) => sum + (it ? 1 : 0), 0);
  if (!filled) return;
  const room = box.wide / filled;
  const bar = room > 4 ? Math.min(4, room / 2) : 1;
  const usual = row.name === "presented" || row.name === "written";
  context.fillStyle = view.colours[colour];
  context.globalAlpha = box.which ? 0.6 : 1;
  const drop = usual ? box.high * 0.2 : 0;
  for (let c = 0; c < n; c++) {
    if (!found.count[c]) continue;
    const first = c;
    while (bar === 1 && c + 1 < n && found.count[c + 1]) c++;
    context.fillRect(box.left + first, box.top + drop, c - first + bar, box.high - drop);
  }
  if (!usual && room >= 9) {
    context.font = `${Math.min(13, box.high)}px sans-serif`;
    let last = -Infinity;
    for (let c = 0; c < n; c++) {
      if (!found.count[c] || c - last < 12) continue;
      context.fillText(mark, box.left + c + bar + 1, box.top + box.high / 2);
      last = c;
    }
  }
  context.globalAlpha = 1;
}

/** Defects of a severity as spans: critical ones filled, major ones hatched, minor ones outlined. */
function paintDefects(context, view, play, severity, box) {
  const scale = box.wide / (view.to - view.from);
  context.font = `${Math.min(11, box.high - 2)}px sans-serif`;
  const named = [];
  let free = -Infinity;
  for (const defect of longestFirst(play.defects, severity, view.axis)) {
    const [from, to] = defect.spans[view.axis];
    if (to < view.from || from > view.to) continue;
    const left = Math.max(box.left - 2, box.left + (from - view.from) * scale);
    const right = Math.min(box.left + box.wide + 2, box.left + (to - view.from) * scale);
    const span = { left, top: box.top, wide: Math.max(3, right - left), high: box.high };
    paintSpan(context, view.colours, severity, span);
    if (view.defect && view.defect === defect) {
      context.strokeStyle = view.colours.ink;
      context.lineWidth = 2;
      context.strokeRect(span.left, span.top + 1, span.wide, span.high - 2);
    }
    named.push([defect, span]);
  }
  named.sort((a, b) => a[1].left - b[1].left);
  named.forEach(([defect, span], number) => {
    const next = named[number + 1]?.[1].left ?? box.left + box.wide;
    free = nameDefect(context, view.colours, defect, span, [free, next], box);
  });
}

/** The defects of a severity that lie on an axis, so that short ones are painted over long ones. */
function longestFirst(defects, severity, axis) {
  const spans = defects.filter((it) => it.severity === severity && it.spans[axis]);
  const length = (it) => it.spans[axis][1] - it.spans[axis][0];
  return spans.sort((a, b) => length(b) - length(a));
}

/** The name of a defect in its span, or right of a short one, where it covers nothing else. */
function nameDefect(context, colours, defect, span, [free, next], box) {
  const wide = context.measureText(defect.rule).width;
  const inside = span.wide >= wide + 6;
  const left = inside ? Math.max(span.left, box.left) + 3 : span.left + span.wide + 3;
  if (left < free || left + wide > next || box.high < 8) return inside ? free : Math.max(free, span.left + span.wide);
  if (inside) {
    context.fillStyle = colours.paper;
    context.globalAlpha = 0.85;
    context.fillRect(left - 2, span.top + 2, wide + 4, span.high - 4);
    context.globalAlpha = 1;
  }
  context.fillStyle = colours.ink;
  context.fillText(defect.rule, left, span.top + span.high / 2 + 0.5);
  return left + wide + 6;
}

function paintSpan(context, colours, severity, { left, top, wide, high }) {
  const colour = colours[SEVERITY_COLOURS[severity]];
  context.save();
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1.5;
  if (severity === "critical") {
    context.fillRect(left, top, wide, high);
    context.restore();
    return;
  }
  context.globalAlpha = 0.22;
  context.fillRect(left, top, wide, high);
  context.globalAlpha = 1;
  context.strokeRect(left + 0.75, top + 0.75, Math.max(1, wide - 1.5), high - 1.5);
  if (severity === "major") {
    context.beginPath();
    context.rect(left, top, wide, high);
    context.clip();
    context.beginPath();
    for (let x = left - high; x < left + wide; x += 6) {
      context.moveTo(x, top + high);
      context.lineTo(x + high, top);
    }
    context.stroke();
  }
  context.restore();
}

/** The range of a value axis: zero, everything in the window, and some room. */
function valueRange(unit) {
  return (_plot, low, high) => {
    const least = unit === "ns" ? 1e6 : 1;
    const [from, to] = [Math.min(0, low ?? 0), Math.max(0, high ?? 0)];
    const room = Math.max((to - from) * 0.1, least * 0.1);
    return [from < 0 ? from - room : -room / 2, Math.max(to + room, from + least)];
  };
}

/** Curves of one unit. */
function curvesPlot(view, part, target) {
  const height = curveHeight(part);
  const options = plotOptions(view, height, { range: valueRange(part.unit) });
  options.padding = [8, 0, 5, 0];
  options.axes[1].values = (_plot, splits) => splits.map((it) => axisValue(it, part.unit));
  options.axes[1].space = 22;
  options.axes[1].font = "11px system-ui, sans-serif";
  options.axes[1].incrs = part.unit === "ns" ? undefined : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000];
  if (!options.axes[1].incrs) delete options.axes[1].incrs;
  view.plays.forEach((_play, which) => {
    for (const row of part.rows) addCurve(options, view, part, row, which);
  });
  options.hooks.drawAxes = [(plot) => paintZero(plot, view, part)];
  const plot = new uPlot(options, curveData(view, part), target);
  return {
    height,
    draw: () => plot.setData(curveData(view, part)),
    resize: () => plot.setSize({ width: view.width, height }),
    destroy: () => plot.destroy(),
  };
}

/** True where less than one of `of` columns holds a value. */
function isSparse(values, of) {
  return values.reduce((sum, it) => sum + (it === null ? 0 : 1), 0) * of < values.length;
}

function addCurve(options, view, part, row, which) {
  const [colour, , dash] = LOOKS[row.name];
  const look = {
    stroke: () => view.colours[colour],
    width: which ? 4 : 1.5,
    alpha: which ? 0.3 : 1,
    dash: which ? [] : dash,
    spanGaps: true,
    points: { show: false },
  };
  // At the edges the line leads out of the window, where no point is.
  const inside = (it, i, all) => (it === null || i === 0 || i === all.length - 1 ? [] : [i]);
  const inner = (plot, series, shown) => (shown ? plot.data[series].flatMap(inside) : null);
  const sparse = (plot, series) => !which && isSparse(plot.data[series], 9);
  const line = uPlot.paths.linear();
  const paths = (plot, series, ...rest) => (isSparse(plot.data[series], 2) ? line(plot, series, ...rest) : null);
  const high = options.series.push({ ...look, paths, points: { show: sparse, filter: inner, size: 5, fill: () => view.colours[colour] } }) - 1;
  options.series.push({ ...look, paths: () => null });
  const bars = (plot) => paintBars(plot, high, view.colours[colour], look.alpha);
  options.hooks.draw = [...(options.hooks.draw ?? []), bars];
}

/**
 * A bar from the highest to the lowest value of each column that holds several. Where most columns hold
 * some, there is no line, and the bars reach those next to them.
 */
function paintBars(plot, high, colour, alpha) {
  const { ctx: context, bbox } = plot;
  const [places, highs, lows] = [plot.data[0], plot.data[high], plot.data[high + 1]];
  const wide = Math.max(1, Math.round(bbox.width / places.length));
  const alone = isSparse(highs, 2);
  const y = (value) => Math.round(plot.valToPos(value, "y", true));
  context.save();
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  context.beginPath();
  let before = null;
  for (let c = 0; c < places.length; c++) {
    if (highs[c] === null || (alone && highs[c] === lows[c])) continue;
    const here = [y(highs[c]), y(lows[c])];
    const [top, end] = alone || before === null ? here : [Math.min(here[0], before[1]), Math.max(here[1], before[0])];
    context.rect(Math.round(plot.valToPos(places[c], "x", true) - wide / 2), top, wide, Math.max(end - top, alone ? 1 : 2));
    before = here;
  }
  context.fill();
  context.restore();
}

/** The line of zero, and the limits of the profile as dotted ones. */
function paintZero(plot, view, part) {
  const limits = part.lane === "A/V" ? view.plays[0].data.limits.offset : [];
  const { ctx: context, bbox } = plot;
  context.save();
  for (const value of [0, ...limits]) {
    const y = Math.round(plot.valToPos(value, "y", true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    context.strokeStyle = value ? view.colours.red : view.colours.quiet;
    context.setLineDash(value ? [2, 4] : []);
    context.globalAlpha = value ? 1 : 0.6;
    context.beginPath();
    context.moveTo(bbox.left, y);
    context.lineTo(bbox.left + bbox.width, y);
    context.stroke();
  }
  context.restore();
}

function axisValue(value, unit) {
  if (unit === "count") return Number.isInteger(value) ? String(value) : "";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 10e9) return `${sign}${+(size / 1e9).toPrecision(4)} s`;
  return `${sign}${+(size / 1e6).toPrecision(4)} ms`;
}

/** The columns of a part: places, then highest and lowest value of each curve. */
function curveData(view, part) {
  const n = Math.max(2, Math.round(view.width - MARGIN));
  const wide = (view.to - view.from) / n;
  const places = Array.from({ length: n }, (_, i) => view.from + (i + 0.5) * wide);
  const data = [places];
  for (const play of view.plays) {
    for (const row of part.rows) {
      const [high, low] = [new Array(n).fill(null), new Array(n).fill(null)];
      data.push(high, low);
      if (!view.isShown(part, row)) continue;
      const all = play.levels(row.channel, view.axis);
      const found = columns(all, view.from, view.to, n);
      for (let c = 0; c < n; c++) {
        if (found.count[c]) [high[c], low[c]] = [found.high[c], found.low[c]];
      }
      for (const [column, place] of [[0, view.from], [n - 1, view.to]]) {
        if (high[column] === null) high[column] = low[column] = between(all[0], place);
      }
    }
  }
  return data;
}

/** The value on the line between the entries before and behind a place; none where one is lacking. */
function between(series, place) {
  const after = behind(series, place);
  if (after === 0 || after === series.at.length) return null;
  const part = (place - series.at[after - 1]) / (series.at[after] - series.at[after - 1] || 1);
  return series.high[after - 1] + (series.high[after] - series.high[after - 1]) * part;
}
