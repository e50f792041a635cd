// Reads the numbers of a play and adds them up at every zoom.
//
// A series is one channel along one axis, in order of place: {width, at, low, high, count, event}. Its
// entries are points (width 0) or cells that begin at `at` and are `width` long. Times are nanoseconds.

const AXES = ["run", "media"];

/** Reads LEB128 numbers from base 64. */
function numbers(text) {
  const characters = atob(text);
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = characters.charCodeAt(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const unfold = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);
  return { next, signed: () => unfold(next()), unfold };
}

function emptySeries(size, width) {
  return {
    width,
    at: new Float64Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size),
    count: new Uint32Array(size),
    event: new Uint32Array(size),
  };
}

/** The points of a channel along both axes. */
function readPoints(rows, origin) {
  const read = numbers(rows.data);
  const run = emptySeries(rows.count, 0);
  const places = new Float64Array(rows.count);
  let [at, media, value, event] = [origin[0], origin[1], 0, 0];
  for (let i = 0; i < rows.count; i++) {
    run.at[i] = at += read.signed();
    const step = read.next();
    places[i] = step ? (media += read.unfold(step - 1)) : NaN;
    run.low[i] = run.high[i] = value += read.signed();
    run.event[i] = event += read.signed();
    run.count[i] = 1;
  }
  const order = [];
  for (let i = 0; i < rows.count; i++) if (places[i] === places[i]) order.push(i);
  order.sort((a, b) => places[a] - places[b] || a - b);
  const along = emptySeries(order.length, 0);
  order.forEach((from, to) => {
    along.at[to] = places[from];
    along.low[to] = along.high[to] = run.low[from];
    along.event[to] = run.event[from];
    along.count[to] = 1;
  });
  return [run, along];
}

/** The cells of a channel along one axis. */
function readCells(cells, origin) {
  const read = numbers(cells.data);
  const series = emptySeries(cells.count, cells.width);
  let [number, low, event] = [0, 0, 0];
  for (let i = 0; i < cells.count; i++) {
    number += read.signed();
    series.at[i] = origin + cells.start + number * cells.width;
    series.low[i] = low += read.signed();
    series.event[i] = event += read.signed();
    series.count[i] = read.next();
    series.high[i] = low + read.signed();
  }
  return series;
}

/** The first index whose place is at or behind `place`. */
function behind(series, place) {
  let [from, to] = [0, series.at.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (series.at[middle] < place) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The same series in cells of another width. */
function merged(series, width) {
  const out = emptySeries(series.at.length, width);
  let size = 0;
  let last = NaN;
  for (let i = 0; i < series.at.length; i++) {
    const cell = Math.floor(series.at[i] / width);
    if (cell !== last) {
      out.at[size] = cell * width;
      out.low[size] = series.low[i];
      out.high[size] = series.high[i];
      out.count[size] = series.count[i];
      out.event[size++] = series.event[i];
      last = cell;
      continue;
    }
    out.low[size - 1] = Math.min(out.low[size - 1], series.low[i]);
    out.high[size - 1] = Math.max(out.high[size - 1], series.high[i]);
    out.event[size - 1] = Math.min(out.event[size - 1], series.event[i]);
    out.count[size - 1] += series.count[i];
  }
  for (const name of ["at", "low", "high", "count", "event"]) out[name] = out[name].slice(0, size);
  return out;
}

/** The series and ever coarser ones, so that any window is drawn from about as many entries as pixels. */
function levels(series) {
  const all = [series];
  const size = series.at.length;
  let width = series.width || (size ? (series.at[size - 1] - series.at[0]) / size : 0) || 1;
  for (let last = series; last.at.length > 1024; ) {
    width *= 4;
    const next = merged(last, width);
    if (next.at.length < last.at.length) all.push(next);
    last = next;
  }
  return all;
}

/**
 * What lies in each of `n` equal parts of a window: {low, high, count, event}; a count of 0 is nothing.
 * A cell that is wider than a part fills all the parts that it covers.
 */
function columns(all, from, to, n) {
  const wide = (to - from) / n;
  const fits = all.filter((level) => level.width <= wide);
  const series = fits.length ? fits[fits.length - 1] : all[0];
  const out = emptySeries(n, wide);
  const end = behind(series, to);
  for (let i = behind(series, from - series.width); i < end; i++) {
    const first = Math.max(0, Math.floor((series.at[i] - from) / wide));
    const covered = series.width > wide ? Math.ceil((series.at[i] + series.width - from) / wide) : first + 1;
    if (series.at[i] + series.width < from) continue;
    for (let c = first; c < Math.min(covered, n); c++) {
      if (!out.count[c]) {
        out.low[c] = series.low[i];
        out.high[c] = series.high[i];
        out.event[c] = series.event[i];
      } else {
        out.low[c] = Math.min(out.low[c], series.low[i]);
        out.high[c] = Math.max(out.high[c], series.high[i]);
        out.event[c] = Math.min(out.event[c], series.event[i]);
      }
      out.count[c] += series.count[i];
    }
  }
  return out;
}

/** The entry nearest to a place; none where the series is empty. */
function nearest(series, place) {
  const after = behind(series, place);
  const distance = (i) => Math.max(series.at[i] - place, place - series.at[i] - series.width, 0);
  const candidates = [after - 1, after].filter((i) => i >= 0 && i < series.at.length);
  if (!candidates.length) return null;
  const i = candidates.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const [low, high, count, event] = [series.low[i], series.high[i], series.count[i], series.event[i]];
  return { at: series.at[i], width: series.width, low, high, count, event, distance: distance(i) };
}

/** Every channel of a play along both axes, read when it is first asked for. */
function readPlay(data) {
  const read = new Map();
  const told = new Map(data.channels.map((it) => [it.channel, it]));
  const both = (channel) => {
    if (!read.has(channel)) {
      const it = told.get(channel);
      const series = it.points
        ? readPoints(it.points, data.origin)
        : it.cells.map((cells, axis) => readCells(cells, data.origin[axis]));
      read.set(channel, series.map(levels));
    }
    return read.get(channel);
  };
  const absent = [[emptySeries(0, 0)], [emptySeries(0, 0)]];
  return {
    data,
    /** The levels of a channel along an axis, the finest first. */
    levels: (channel, axis) => (told.has(channel) ? both(channel) : absent)[axis],
    /** How many points a channel has. */
    count: (channel) => {
      if (!told.has(channel)) return 0;
      const series = both(channel)[0][0];
      return (series.points ??= series.count.reduce((a, b) => a + b, 0));
    },
    defects: data.defects.map((it) => ({
      ...it,
      spans: it.spans.map((span, axis) => span && span.map((at) => at + data.origin[axis])),
    })),
    notes: data.notes.map(([channel, event, run, media, words]) => {
      const places = [run + data.origin[0], media === null ? null : media + data.origin[1]];
      return { channel, event, places, words };
    }),
  };
}

/** The nice distance of marks along an axis, so that about `most` of them fit. */
function tickDistance(length, most) {
  const least = length / Math.max(most, 1);
  const minute = 60e9;
  const long = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1440].map((it) => it * minute);
  const decade = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const short = [1, 2, 5, 10].map((it) => it * decade).filter((it) => it <= 30e9);
  return [...short, 15e9, 30e9, ...long].sort((a, b) => a - b).find((it) => it >= least) ?? long[long.length - 1];
}

/** A place on an axis as h:mm:ss.mmm, with as many digits as the distance of marks needs. */
function timeText(at, distance) {
  const digits = Math.min(9, Math.max(0, 9 - Math.floor(Math.log10(Math.max(distance, 1)) + 1e-9)));
  const sign = at < 0 ? "−" : "";
  let seconds = Math.abs(at) / 1e9;
  const whole = (Math.round(seconds * 10 ** digits) / 10 ** digits).toFixed(digits);
  if (seconds < 60 && !(Number(whole) >= 60)) return `${sign}${whole} s`;
  seconds = Number(whole);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = (seconds % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return hours ? `${sign}${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${sign}${minutes}:${rest}`;
}

/** A value of a channel in its unit. */
function valueText(value, unit) {
  if (unit === "count") return String(value);
  if (unit === "none") return "";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 10e9) return `${sign}${(size / 1e9).toFixed(3)} s`;
  return `${sign}${(size / 1e6).toFixed(3)} ms`;
}
