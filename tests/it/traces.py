"""Reads a trace, a profile or the rows of the origin back. Fails with words where something does not hold.

Usage: traces.py perfetto|firefox|origin|processor FILE EVENTS

EVENTS are the lines of `mpdbg report SAMPLE all`: number, run time in seconds, kind.
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
    from perfetto.trace_processor import TraceProcessor, TraceProcessorConfig
    import shutil

    config = TraceProcessorConfig(bin_path=shutil.which("trace_processor_shell"))
    with TraceProcessor(trace=path, config=config) as trace:
        rows = trace.query(
            "select category, extract_arg(arg_set_id, 'args.event') as event from slice "
            "where category != 'defect' order by event"
        )
        assert [(it.event, it.category) for it in rows] == [(it[0], it[2]) for it in events]
        problems = trace.query(
            "select name, value from stats where severity in ('error', 'data_loss') and value > 0"
        )
        assert not [(it.name, it.value) for it in problems]
        arrows = next(iter(trace.query("select count(*) as n from flow"))).n
        assert arrows > 0
    print("read", len(events), "events,", arrows, "arrows")


{"perfetto": perfetto, "firefox": firefox, "origin": origin, "processor": processor}[sys.argv[1]](
    sys.argv[2], events_of(sys.argv[3])
)
