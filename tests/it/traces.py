"""Reads a trace, a profile or the rows of the origin back. Fails with words where something does not hold.

Usage: traces.py perfetto|firefox|origin|processor FILE EVENTS [FILE EVENTS...]

`processor` opens the trace in Perfetto's trace processor (trace_processor.py) and queries it. EVENTS are the lines of `mpdbg report SAMPLE all`: number, run time in seconds, kind.
"""

import csv
import json
import sys
from collections import defaultdict


def events_of(path):
    events = []
    for line in open(path, encoding="utf-8"):
        cells = line.split()
        if len(cells) > 2 and cells[0].isdigit():
            events.append((int(cells[0]), round(float(cells[1]) * 1e6), cells[2]))
    assert events and [it[0] for it in events] == list(range(len(events))), "the report is not read"
    return events


def perfetto(path, events):
    trace = json.load(open(path, encoding="utf-8"))
    slices, arrows, told, named = defaultdict(list), defaultdict(list), {}, set()
    for row in trace["traceEvents"]:
        kind, place = row["ph"], (row["pid"], row["tid"])
        assert row["ts"] >= 0, row
        if kind == "M":
            named.add((row["name"], place))
        elif kind == "C":
            assert row["args"], row
            assert all(isinstance(it, (int, float)) for it in row["args"].values()), row
        elif kind in "st" or kind == "f":
            arrows[row["id"]].append((row["ts"], kind, place))
        else:
            assert kind in "Xi", row
            slices[place].append((row["ts"], row["ts"] + row.get("dur", 0), row["name"]))
            if row["cat"] != "defect":
                number = row["args"]["event"]
                assert number not in told, row
                told[number] = (row["cat"], row["ts"], row["ts"] + row.get("dur", 0))
    assert sorted(told) == [it[0] for it in events], "the events are not those of the recording"
    for number, at, kind in events:
        told_kind, begin, end = told[number]
        assert told_kind == kind, (number, told_kind, kind)
        # A slice begins or ends at its event; sound begins when it is its turn.
        near = abs(begin - at) < 1 or abs(end - at) < 1
        assert near or (kind in ("audio-written", "silence-written") and begin > at - 1), (number, at, told[number])
    for place, all_of in slices.items():
        assert ("thread_name", place) in named, place
        open_slices = []
        for begin, end, name in sorted(all_of, key=lambda it: (it[0], -it[1])):
            while open_slices and open_slices[-1] <= begin + 1e-3:
                open_slices.pop()
            assert not open_slices or end <= open_slices[-1] + 1e-3, (place, begin, end, name)
            open_slices.append(end)
    for number, parts in arrows.items():
        kinds = "".join(it[1] for it in parts if it[1] != "f") + "f"
        assert kinds[0] == "s" and set(kinds[1:-1]) <= {"t"}, (number, parts)
        assert sum(it[1] == "f" for it in parts) == 1, (number, parts)
        ends = [it[0] for it in parts if it[1] == "f"]
        assert all(it[0] <= ends[0] for it in parts), (number, parts)
        for at, _, place in parts:
            assert any(begin <= at <= end for begin, end, _ in slices[place]), (number, at, place)
    print("read", len(events), "events,", len(arrows), "arrows")


def firefox(path, events):
    profile = json.load(open(path, encoding="utf-8"))
    told = []
    for thread in profile["threads"]:
        markers = thread["markers"]
        columns = zip(*(markers[it] for it in ("name", "startTime", "endTime", "phase", "data")))
        for name, begin, end, phase, data in columns:
            assert 0 <= name < len(thread["stringArray"])
            assert (phase == 1) == (end is not None)
            if data["type"] == "event":
                told.append((data["event"], data["kind"]))
    assert sorted(told) == [(number, kind) for number, _, kind in events]
    print("read", len(events), "events")


def origin(path, events):
    presented = [at for _, at, kind in events if kind == "frame-presented"]
    rows = list(csv.DictReader(open(path, encoding="utf-8", newline="")))
    assert [round(float(it["wall_time"]) * 1e6) for it in rows] == presented
    numbers = [int(it["frame_number"]) for it in rows]
    assert numbers == sorted(set(numbers)) and numbers[0] >= 1
    print("read", len(rows), "rows")


def processor(path, events):
    from trace_processor import Opened

    written = json.load(open(path, encoding="utf-8"))["traceEvents"]
    with Opened(trace=path) as trace:
        rows = lambda query: [tuple(vars(it).values()) for it in trace.query(query)]
        wrong = rows("select name, value from stats where severity in ('error', 'data_loss') and value > 0")
        assert not wrong, wrong
        slices_are_the_events(rows, written, events)
        counters_are_those_written(rows, written)
        arrows = arrows_lead_from_cause_to_effect(rows, written)
    print("read", len(events), "events,", arrows, "arrows, with Perfetto's trace processor")


def nanos(row, key="ts"):
    return round(row.get(key, 0) * 1000)


def slices_are_the_events(rows, written, events):
    """Each event and each defect once: on its track, at its time, with what it says."""
    names = {it["tid"]: it["args"]["name"] for it in written if it["ph"] == "M" and it["name"] == "thread_name"}
    wanted = [
        (it.get("args", {}).get("event"), it["cat"], it["name"], nanos(it), nanos(it, "dur"), names[it["tid"]])
        for it in written
        if it["ph"] in "Xi"
    ]
    found = rows(
        "select extract_arg(slice.arg_set_id, 'args.event') as event, category, slice.name as name, ts, dur, "
        "thread.name as track from slice join thread_track on track_id = thread_track.id join thread using (utid)"
    )
    key = lambda it: tuple(str(cell) for cell in it)
    assert sorted(found, key=key) == sorted(wanted, key=key), set(wanted) ^ set(found)
    told = sorted((event, category) for event, category, *_ in found if category != "defect")
    assert told == [(number, kind) for number, _, kind in events]
    for kind, place in (("FramePresented", "pts"), ("ClocksRead", "master"), ("AudioWritten", "duration")):
        path = f"args.what.{kind}.{place}"
        found = rows(
            f"select extract_arg(arg_set_id, 'args.event') as event, extract_arg(arg_set_id, '{path}') as said "
            "from slice where said is not null order by event"
        )
        has = [it["args"] for it in written if it["ph"] in "Xi" and kind in it.get("args", {}).get("what", ())]
        assert found == sorted((it["event"], it["what"][kind][place]) for it in has), path
        assert found, path


def counters_are_those_written(rows, written):
    """To the nanosecond: the processor reads the last figure of a fraction in its own way."""
    wanted = sorted(
        (f"{it['name']} {unit}", nanos(it), round(value, 6))
        for it in written
        if it["ph"] == "C"
        for unit, value in it["args"].items()
    )
    tables = "counter join counter_track on track_id = counter_track.id"
    found = sorted((name, at, round(value, 6)) for name, at, value in rows(f"select name, ts, value from {tables}"))
    assert found == wanted and wanted, set(found) ^ set(wanted)


def arrows_lead_from_cause_to_effect(rows, written):
    """An arrow binds to a slice at each end; one from a picture leads to the presentation of that picture."""
    parts = sum(it["ph"] in "tf" for it in written)
    pts = lambda side, kind: f"extract_arg({side}.arg_set_id, 'args.what.{kind}.pts') as {side}_pts"
    found = rows(
        "select o.category as cause, i.category as effect, o.ts as began, i.ts as ended, "
        f"{pts('o', 'FrameDecoded')}, {pts('i', 'FramePresented')} "
        "from flow join slice as o on slice_out = o.id join slice as i on slice_in = i.id"
    )
    assert len(found) == parts and found, (len(found), parts)
    for cause, effect, began, ended, decoded, presented in found:
        assert began <= ended, (cause, effect, began, ended)
        if (cause, effect) == ("frame-decoded", "frame-presented"):
            assert decoded == presented, (decoded, presented)
    return len(found)


read = {"perfetto": perfetto, "firefox": firefox, "origin": origin, "processor": processor}[sys.argv[1]]
for file, events in zip(sys.argv[2::2], sys.argv[3::2]):
    read(file, events_of(events))
