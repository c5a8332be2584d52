"""The report of a suite: a Markdown table, which can be pasted into bench/RESULTS.md, and a JSON file."""

import datetime
import json
import os
import platform
from pathlib import Path


def machine():
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal:"))
    gib = round(int(memory.split()[1]) / (1 << 20))
    return {"processors": os.cpu_count(), "memory_gib": gib, "kernel": platform.release()}


def verdict(run):
    if run.failures:
        return "**failed**"
    return f"skipped: {run.skipped}" if run.skipped else "passed"


def markdown(runs, full):
    facts = machine()
    lines = [f"{datetime.date.today()}, {'full' if full else 'short'} profile, {facts['processors']} processors, "
             f"{facts['memory_gib']} GiB, Linux {facts['kernel']}, load generator on the same machine.", "",
             "| case | what was done | result | measured |", "|---|---|---|---|"]
    for run in runs:
        measured = "; ".join(f"{name} {formatted(value)}" for name, value in run.measurements.items())
        lines.append(f"| {run.case.title} | {run.description} | {verdict(run)} | {measured} |")
    return "\n".join(lines)


def formatted(value):
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write(path, runs, full):
    document = {
        "date": str(datetime.date.today()),
        "profile": "full" if full else "short",
        "machine": machine(),
        "cases": [
            {"case": run.case.name, "title": run.case.title, "description": run.description, "result": verdict(run).strip("*"),
             "seconds": round(run.seconds, 1), "measurements": run.measurements, "failures": run.failures}
            for run in runs
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
