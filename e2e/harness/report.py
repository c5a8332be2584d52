"""The table for people and the figures for programs."""

import json
import os
import platform
from pathlib import Path


def machine():
    """What of the machine the figures depend on."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal:"))
    gib = round(int(memory.split()[1]) / (1 << 20))
    return {"processors": os.cpu_count(), "memory_gib": gib, "kernel": platform.release()}


def verdict(run):
    if run.broken:
        return "**broken**"
    return f"skipped: {run.skipped}" if run.skipped else "holds"


def markdown(results):
    lines = ["| case | what was done | result | figures |", "|---|---|---|---|"]
    for run in results:
        figures = "; ".join(f"{name} {shown(value)}" for name, value in run.figures.items())
        lines.append(f"| {run.case.title} | {run.done} | {verdict(run)} | {figures} |")
    facts = machine()
    lines += ["", f"{facts['processors']} processors, {facts['memory_gib']} GiB, load generator on the same machine."]
    return "\n".join(lines)


def shown(value):
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write(path, results, full):
    document = {
        "profile": "full" if full else "short",
        "machine": machine(),
        "cases": [
            {"case": run.case.name, "title": run.case.title, "done": run.done, "result": verdict(run).strip("*"),
             "seconds": round(run.seconds, 1), "figures": run.figures, "broken": run.broken}
            for run in results
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
