"""Reads exports back with the readers of others."""

import collections
import csv
import json
import os
import re
import sys


def rows_of_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def counts(rows):
    return dict(collections.Counter(row["kind"] for row in rows))


def flat_csv(path):
    """Counts of kinds, and the presented pictures of a flat table."""
    rows = rows_of_csv(path)
    shown = [row for row in rows if row["kind"] == "frame-presented"]
    return {
        "kinds": counts(rows),
        "numbers": [int(row["event"]) for row in rows],
        "pts": [int(row["pts_ns"]) for row in shown],
        "due": [int(row["due_ns"]) for row in shown],
    }


def csv_tables(folder):
    """Rows of each table."""
    tables = {name[:-4]: rows_of_csv(os.path.join(folder, name)) for name in os.listdir(folder)}
    for name, rows in tables.items():
        for row in rows:
            assert row.get("kind", name) == name, row
            assert None not in row and None not in row.values(), row
    return {
        "rows": {name: len(rows) for name, rows in tables.items()},
        "samples": sorted({row["sample"] for rows in tables.values() for row in rows}),
    }


def json_lines(path):
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    events = [line for line in lines if line["type"] == "event"]
    return {
        "types": [line["type"] for line in lines if line["type"] != "event"],
        "kinds": counts(events),
        "pts": [line["pts_ns"] for line in events if line["kind"] == "frame-presented"],
        "declared": [lines[0]["event_count"], lines[0]["defect_count"]],
        "rules": [line["rule"] for line in lines if line["type"] == "defect"],
    }


def few(values):
    """The first of each kind, and of what has none: a schema of many kinds is slow to hold all against."""
    seen = collections.Counter()
    for value in values:
        kind = value.get("kind") if isinstance(value, dict) else None
        seen[kind] += 1
        if seen[kind] <= 40:
            yield value


def valid(schema, path, lines):
    """Holds each line, or the document, against a schema; and that a field more is refused."""
    import jsonschema

    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    with open(path, encoding="utf-8") as file:
        values = [json.loads(line) for line in file] if lines == "lines" else [json.load(file)]
    values = list(few(values))
    for value in values:
        validator.validate({name: list(few(held)) if isinstance(held, list) else held for name, held in value.items()})
    refused = sum(not validator.is_valid({**value, "more": 1}) for value in values)
    return {"valid": len(values), "refused": refused}


def ask(folder, query):
    """The rows of a query, in a folder of exports."""
    import duckdb

    os.chdir(folder)
    return duckdb.sql(query).fetchall()


def page(path, folder):
    """The rows of every query of a page."""
    import duckdb

    with open(path, encoding="utf-8") as file:
        queries = re.findall(r"^```sql\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
    os.chdir(folder)
    return [[list(row) for row in duckdb.sql(query).fetchall()] for query in queries]


COMMANDS = {
    "flat-csv": flat_csv,
    "csv-tables": csv_tables,
    "json-lines": json_lines,
    "valid": valid,
    "ask": ask,
    "page": page,
}

print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:]), default=str))
