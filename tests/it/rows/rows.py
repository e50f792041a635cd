"""Holds exports against one another, with DuckDB: the rows of every table are the same in every form.

Usage: rows.py JOB

JOB is JSON: `schemas` holds what `mpdbg schema` says of the tables; `session` is the directory of each form of a
whole session, tables of JSON lines among them; `plays` are exports of one play: `where` picks its rows of the
session, `files` and `tables` have a file and a directory for each form. Fails with words where something does
not hold; answers how many rows of each table were held against one another.
"""

import collections
import csv
import json
import os
import re
import sys

import duckdb

TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "string": "VARCHAR", "array": "JSON"}
CASE = ["sample", "scenario", "repeat"]
OTHERS = {"defects", "points", "samples"}

# docs/exports.md, "CSV": what undoes it.
TEXT = r"""array_to_string(list_transform(
    regexp_extract_all({0}, '\\\\|\\x[0-9a-f]{{2}}|\\u\{{[0-9a-f]+\}}|[^\\]+'),
    lambda it: CASE WHEN it = '\\' THEN '\'
        WHEN it LIKE '\x%' THEN chr(('0x' || it[3:])::INT)
        WHEN it LIKE '\u%' THEN chr(('0x' || it[4:-2])::INT)
        ELSE it END), '')"""

con = duckdb.connect()
con.sql("SET preserve_insertion_order = true")
con.sql("SET threads = 2")


def rows(query):
    return con.sql(query).fetchall()


def name(text):
    return '"' + text.replace('"', '""') + '"'


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def schema_of(schema):
    """Columns with their type in SQL and whether they may be empty."""
    columns = {}
    for column, about in schema["properties"].items():
        kinds = about.get("type", "string")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        columns[column] = (TYPES[kinds[0]], "null" in kinds)
    assert sorted(columns) == sorted(schema["required"]), schema["required"]
    return columns


def schemas_of(schemas):
    """The columns of each table, in which each kind of event is one."""
    tables = {}
    for table, schema in schemas.items():
        for one in schema.get("oneOf", [schema]):
            kind = one["properties"].get("kind", {}).get("const", table)
            tables[kind] = schema_of(one)
    return tables


def typed(column, of_type, may_be_empty):
    """What a cell of CSV says."""
    cell = name(column)
    if of_type == "VARCHAR":
        bare = f"regexp_replace({cell}, '^''', '')"
        said = f"CASE WHEN contains({cell}, '\\') THEN {TEXT.format(bare)} ELSE {bare} END"
    elif of_type == "JSON":
        said = cell
    else:
        said = f"CAST({cell} AS {of_type})"
    empty = f"CASE WHEN {cell} = '' THEN NULL ELSE {said} END"
    return f"{empty if may_be_empty else said} AS {cell}"


def from_csv(path, table, columns):
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file, strict=True)
        header = next(lines)
        assert all(len(line) == len(header) for line in lines), path
    assert sorted(header) == sorted(columns), (path, header)
    cells = ", ".join(f"{literal(it)}: 'VARCHAR'" for it in header)
    kept = ", ".join(name(it) for it in header)
    con.sql(
        f"CREATE TABLE {table} AS SELECT {', '.join(typed(it, *columns[it]) for it in columns)} FROM read_csv("
        f"{literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"new_line = '\\r\\n', force_not_null = [{kept.replace(chr(34), chr(39))}], columns = {{{cells}}})"
    )


def from_json(path, table, columns):
    """All rows of a file; DuckDB takes what is absent for null, so Python looks at the names."""
    types = ", ".join(f"{literal(it)}: '{columns[it][0]}'" for it in columns)
    con.sql(
        f"CREATE TABLE {table} AS SELECT * FROM read_json({literal(path)}, format = 'newline_delimited', "
        f"maximum_object_size = 67108864, columns = {{{types}}})"
    )


def names_of_json(lines, tables, without=()):
    for line in lines:
        row = json.loads(line)
        table = row.get("kind", None)
        known = tables[table] if table else next(iter(tables.values()))
        assert set(row) == set(known) - set(without), (row, known)


def wide(tables):
    """The columns of all kinds of event."""
    every = {}
    for kind in tables.keys() - OTHERS:
        for column, (of_type, _) in tables[kind].items():
            assert every.setdefault(column, (of_type, True))[0] == of_type, column
    return every


def select(relation, columns, where="true"):
    cells = (f"json({name(it)})" if columns[it][0] == "JSON" else name(it) for it in columns)
    return f"SELECT {', '.join(cells)} FROM {relation} WHERE {where}"


class Form:
    """A directory of tables: `events` of all kinds, `defects`, `points` and, of a session, `samples`."""

    def __init__(self, form, folder, tables, mark="session"):
        self.form, self.tables, self.mark, self.found = form, tables, mark, set()
        self.columns = {it: tables[it] for it in OTHERS}
        self.columns["events"] = wide(tables)
        files = sorted(os.listdir(folder))
        assert files and all(it.endswith("." + form) for it in files), files
        for file in files:
            getattr(self, form)(os.path.join(folder, file), file[: -len(form) - 1])
        self.look_at_events()

    def relation(self, table):
        return name(f"{self.mark} {self.form} {table}")

    def csv(self, path, table):
        """A file for each kind of event, which are put together."""
        from_csv(path, self.relation(table), self.tables[table])
        if table in OTHERS:
            self.found.add(table)
            return
        wrong = rows(f"SELECT count(*) FROM {self.relation(table)} WHERE kind <> {literal(table)}")
        assert wrong == [(0,)], path
        if "events" not in self.found:
            self.found.add("events")
            columns = ", ".join(f"{name(it)} {of_type}" for it, (of_type, _) in self.columns["events"].items())
            con.sql(f"CREATE TABLE {self.relation('events')} ({columns})")
        con.sql(f"INSERT INTO {self.relation('events')} BY NAME SELECT * FROM {self.relation(table)}")

    def jsonl(self, path, table):
        with open(path, encoding="utf-8") as lines:
            names_of_json(lines, self.tables if table == "events" else {table: self.tables[table]})
        from_json(path, self.relation(table), self.columns[table])
        self.found.add(table)

    def parquet(self, path, table):
        con.sql(f"CREATE TABLE {self.relation(table)} AS SELECT * FROM read_parquet({literal(path)})")
        described = {it[0]: it[1] for it in rows(f"DESCRIBE {self.relation(table)}")}
        assert described == {it: of_type for it, (of_type, _) in self.columns[table].items()}, described
        self.found.add(table)

    def look_at_events(self):
        """Each event is there once and behind the one before, with nothing in the columns of other kinds."""
        relation, last = self.relation("events"), {}
        for kind, *case, event in rows(f"SELECT kind, {', '.join(CASE)}, event FROM {relation}"):
            # In CSV the kinds are files of their own.
            play = (*case, kind if self.form == "csv" else None)
            assert event > last.get(play, -1), (play, event)
            assert self.form == "csv" or event == last.get(play, -1) + 1, (play, event)
            last[play] = event
        every, wrong = self.columns["events"], []
        for kind in self.tables.keys() - OTHERS:
            others = (f"{name(it)} IS NOT NULL" for it in every if it not in self.tables[kind])
            wrong.append(f"(kind = {literal(kind)} AND ({' OR '.join(others)}))")
        assert not rows(f"SELECT * FROM {relation} WHERE {' OR '.join(wrong)} LIMIT 1")
        known = ", ".join(literal(it) for it in self.tables.keys() - OTHERS)
        assert not rows(f"SELECT * FROM {relation} WHERE kind NOT IN ({known}) LIMIT 1")


def same(one, other, columns, what, where=("true", "true")):
    """Every row of one is a row of the other, as often, in every column."""
    first, second = select(one, columns, where[0]), select(other, columns, where[1])
    for left, right in ((first, second), (second, first)):
        lacking = rows(f"({left}) EXCEPT ALL ({right}) LIMIT 3")
        assert not lacking, (what, list(columns), lacking)
    return rows(f"SELECT count(*) FROM ({first})")[0][0]


def same_tables(session, other, where, counts):
    """The rows of a session that `where` picks are all that are in the other tables."""
    assert other.found == session.found if where == "true" else other.found == session.found - {"samples"}
    for table in sorted(other.found):
        relations = (session.relation(table), other.relation(table))
        what = (other.mark, other.form, table)
        counts[table] += same(*relations, session.columns[table], what, (where, where))


def without_case(columns):
    return {it: columns[it] for it in columns if it not in CASE}


def same_files(session, where, files, mark, counts):
    """The forms that are one file, against the tables of the session."""
    tables = {table: without_case(columns) for table, columns in session.tables.items()}
    every, events = without_case(session.columns["events"]), session.relation("events")
    for form in ("jsonl", "json"):
        parts = parts_of(files[form], form)
        for part, columns in (("events", every), ("defects", tables["defects"])):
            names_of_json(parts[part], tables if part == "events" else {part: tables[part]})
            alone, relation = f"{files[form]}.{part}", name(f"{mark} {form} {part}")
            with open(alone, "w", encoding="utf-8") as file:
                file.writelines(it + "\n" for it in parts[part])
            from_json(alone, relation, columns)
            what = (form, part, where)
            counts[f"{form} {part}"] += same(relation, session.relation(part), columns, what, ("true", where))
    if "parquet" in files:
        relation = f"read_parquet({literal(files['parquet'])})"
        counts["parquet events"] += same(relation, events, every, "parquet", ("true", where))
    shown = ("event", "run_ns", "media_ns", "kind", "stream", "pts_ns", "due_ns", "duration_ns", "position_ns")
    columns, relation = {it: every[it] for it in shown}, name(f"{mark} csv")
    from_csv(files["csv"], relation, {**columns, "text": ("VARCHAR", False)})
    picked = (
        "(SELECT * REPLACE (coalesce(duration_ns, took_ns, lacking_ns) AS duration_ns, "
        f"coalesce(position_ns, master_ns) AS position_ns) FROM {events})"
    )
    counts["csv events"] += same(relation, picked, columns, "csv", ("true", where))


def parts_of(path, form):
    """Events and defects, each the very text of its line."""
    parts = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        if form == "jsonl":
            header, *after = file.read().splitlines()
            assert json.loads(header)["type"] == "header"
            for row in after:
                kind = json.loads(row)["type"]
                bare = row.replace(f'"type":"{kind}",', "", 1)
                parts[kind + "s"].append(bare)
            return parts
        text = file.read()
    # A row a line, as the page says; that the whole is one document, Python's reader says.
    document = json.loads(text)
    part = None
    for line in text.splitlines():
        if line.startswith(('"events":[', '"defects":[')):
            part = "events" if line.startswith('"events":[') else "defects"
        elif part and line not in ("]}", ""):
            bare = line.removesuffix("]}").removesuffix("],").removesuffix(",")
            parts[part].append(bare)
    for part in ("events", "defects"):
        assert [json.loads(it) for it in parts[part]] == document[part], part
    return parts


def undone_as_the_page_says(page, session, folder):
    """The function of the page gives every text of CSV back."""
    with open(page, encoding="utf-8") as file:
        (block,) = re.findall(r"^```python\n([^`]*?def text\(cell\).*?)^```", file.read(), re.DOTALL | re.MULTILINE)
    of_page = {}
    exec(block, of_page)
    with open(os.path.join(folder, "log-written.csv"), encoding="utf-8", newline="") as file:
        found = [(int(row["event"]), of_page["text"](row["message"])) for row in csv.DictReader(file, strict=True)]
    wanted = rows(f"SELECT event, message FROM {session.relation('events')} WHERE kind = 'log-written'")
    assert sorted(found) == sorted(wanted) and found
    return len(found)


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    schemas, counts = schemas_of(job["schemas"]), collections.Counter()
    session = Form("jsonl", job["session"]["jsonl"], schemas)
    counts["texts"] = undone_as_the_page_says(job["page"], session, job["session"]["csv"])
    for form, folder in job["session"].items():
        same_tables(session, Form(form, folder, schemas, form), "true", counts)
    for (kind, count) in rows(f"SELECT kind, count(*) FROM {session.relation('events')} GROUP BY kind"):
        counts[f"kind {kind}"] = count
    for number, play in enumerate(job["plays"]):
        for form, folder in play["tables"].items():
            same_tables(session, Form(form, folder, schemas, f"{number}"), play["where"], counts)
        same_files(session, play["where"], play["files"], f"file {number}", counts)
    return counts


print(json.dumps(main(sys.argv[1])))
