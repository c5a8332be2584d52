"""Owns what the numbers say: medians over the rounds, ratios within each round, and the tables."""

from statistics import median

MEASURES = ("rps", "p50_us", "p99_us", "cpu_us", "database_cpu_us")


def summarize(rounds):
    """One entry for every scenario and contender. A ratio to another contender is formed within each round, where both met
    the same machine, and the median is taken of the ratios."""
    summary = []
    for scenario in unique(run["scenario"] for run in rounds):
        runs = [run for run in rounds if run["scenario"] == scenario]
        isnad = by_round(runs, "isnad")
        for contender in unique(run["contender"] for run in runs):
            own = by_round(runs, contender)
            entry = {"scenario": scenario, "contender": contender, "failures": sum(run["failures"] for run in own.values())}
            entry |= {measure: middle(run[measure] for run in own.values()) for measure in MEASURES}
            if contender != "isnad":
                entry["isnad_rps_ratio"] = ratio(isnad, own, "rps")
                entry["isnad_cpu_ratio"] = ratio(isnad, own, "cpu_us")
            summary.append(entry)
    return summary


def by_round(runs, contender):
    return {run["round"]: run for run in runs if run["contender"] == contender}


def ratio(ours, theirs, measure):
    return middle(ours[number][measure] / run[measure] for number, run in theirs.items()
                  if number in ours and ours[number][measure] is not None and run[measure])


def middle(values):
    known = [value for value in values if value is not None]
    return median(known) if known else None


def unique(values):
    return list(dict.fromkeys(values))


def markdown(results):
    """The report for people."""
    machine, settings = results["machine"], results["settings"]
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']}, {machine['rust']}, "
        f"{machine['wrk']}. {machine['load']}",
        "",
        f"{settings['main_claims']:,} claims, {settings['connections']} connections, {settings['rounds']} rounds of "
        f"{settings['seconds']} s after {settings['warmup']} s of warm-up; medians.",
        "",
        *_database_lines(machine),
        *_scenario_table(results),
        *_peer_table(results),
        *_database_table(results),
        *_memory_table(results),
        *_growth_table(results),
    ]
    return "\n".join(lines)


def _database_lines(machine):
    if "postgres" not in machine:
        return []
    settings = ", ".join(f"{name} {value}" for name, value in machine["postgres_settings"].items())
    return [f"{machine['postgres']}: {settings}; fsync and full_page_writes off while it was filled, and only then.", ""]


def _scenario_table(results):
    entries = {(entry["scenario"], entry["contender"]): entry for entry in results["summary"]}
    rows = []
    for name, scenario in results["scenarios"].items():
        own, ceiling = entries[name, "isnad"], entries[name, "ceiling"]
        rows.append([
            scenario["title"] + (f" ({scenario['note']})" if scenario["note"] else ""),
            *_measures(own),
            f"{scenario['body_bytes']:,}",
            _number(ceiling["rps"]),
            _number(ceiling["isnad_rps_ratio"], "{:.0%}"),
            _number(ceiling["isnad_cpu_ratio"], "{:.2f}"),
            _verdict(own["failures"] + ceiling["failures"]),
        ])
    header = ["Isnad", "requests/s", "p50 ms", "p99 ms", "CPU µs", "body bytes", "ceiling/s", "of ceiling", "CPU ÷ ceiling's", ""]
    return table(header, rows)


def _peer_table(results):
    entries = [entry for entry in results["summary"] if entry["contender"] != "ceiling"]
    compared = {entry["scenario"] for entry in entries if entry["contender"] != "isnad"}
    rows = []
    for entry in entries:
        if entry["scenario"] in compared:
            times = [_number(entry.get("isnad_rps_ratio"), "{:.1f}"), _number(entry.get("isnad_cpu_ratio"), "{:.3f}")]
            rows.append([results["scenarios"][entry["scenario"]]["title"], entry["contender"], *_measures(entry),
                         _number(entry["database_cpu_us"]), *times, _verdict(entry["failures"])])
    verdicts = []
    if work := results["equal_work"]:
        verdicts += [f"On {work['requests_compared']} sampled requests every contender gave the same answer: {work['compared']}.", ""]
    if work := results["equal_stores"]:
        late = f"; {work['not_in_time']} were not answered in time" if work["not_in_time"] else ""
        verdicts += [f"On {work['requests_compared']} sampled requests Isnad gave the same answer from SQLite and from PostgreSQL, "
                     f"byte for byte, or the same total where relevance orders{late}.", ""]
    header = ["equal work", "contender", "requests/s", "p50 ms", "p99 ms", "CPU µs", "of it PostgreSQL's", "Isnad's rate ÷ its",
              "Isnad's CPU ÷ its", ""]
    return [*verdicts, *table(header, rows)]


def _database_table(results):
    """What filling cost in PostgreSQL beside SQLite."""
    rows = []
    for database, corpus in zip(results["databases"], results["corpora"]):
        rows.append([f"{database['claims']:,}", f"{database['load_seconds']:,.1f}", f"{database['load_rate']:,.0f}",
                     f"{database['vacuum_seconds']:,.1f}", f"{database['database_bytes'] / 2**20:,.0f}",
                     f"{corpus['seed_seconds']:,.1f}", f"{corpus['claims'] / corpus['seed_seconds']:,.0f}",
                     f"{(corpus['snapshot_bytes'] + corpus['block_bytes']) / 2**20:,.0f}"])
    header = ["claims", "PostgreSQL: loading s", "claims/s", "vacuum s", "MiB", "SQLite: seeding s", "claims/s", "MiB"]
    return table(header, rows)


def _memory_table(results):
    rows = []
    for contender in unique(entry["contender"] for entry in results["memory"]):
        entries = [entry for entry in results["memory"] if entry["contender"] == contender]
        sizes = [middle(entry[moment][size] for entry in entries) / 1024
                 for moment in ("started", "loaded") for size in ("private_kib", "rss_kib")]
        rows.append([contender, f"{middle(entry['start_seconds'] for entry in entries):.2f}", *(f"{size:,.0f}" for size in sizes)])
    header = ["memory in MiB", "start s", "private, started", "RSS, started", "private, after the load", "RSS, after the load"]
    return table(header, rows)


def _growth_table(results):
    sizes, titles = (unique(entry[name] for entry in results["growth"]) for name in ("claims", "title"))
    rows = []
    for name, contender in unique((entry["scenario"], entry["contender"]) for entry in results["growth"]):
        entries = {entry["claims"]: entry for entry in results["growth"] if (entry["scenario"], entry["contender"]) == (name, contender)}
        cells = [_latency(entries[size]) if size in entries else "" for size in sizes]
        rows.append([next(iter(entries.values()))["title"], contender, *cells])
    rows.sort(key=lambda row: titles.index(row[0]))
    return table(["one connection: p50 / p99 ms", "contender", *(f"{size:,} claims" for size in sizes)], rows)


def _latency(entry):
    cell = _milliseconds(entry["p50_us"]) + " / " + _milliseconds(entry["p99_us"])
    return f"{cell} {_verdict(entry['failures'])}".strip()


def _measures(entry):
    return [_number(entry["rps"]), _milliseconds(entry["p50_us"]), _milliseconds(entry["p99_us"]), _number(entry["cpu_us"])]


def _number(value, form="{:,.0f}"):
    return "" if value is None else form.format(value)


def _milliseconds(microseconds):
    return "" if microseconds is None else f"{microseconds / 1000:.3g}"


def _verdict(failures):
    return f"FAILED: {failures:,} answers" if failures else ""


def table(header, rows):
    """A Markdown table, numbers to the right, with an empty line after it."""
    if not rows:
        return []
    marks = ["---" if all(not row[column][:1].isdigit() for row in rows) else "---:" for column in range(len(header))]
    return [*("| " + " | ".join(row) + " |" for row in (header, marks, *rows)), ""]
