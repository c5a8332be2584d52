"""Runs the cases that are registered, prints a table, and fails where one does not hold."""

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from harness import report
from harness.case import CASES, Run, Skipped
from harness.server import allow_open_files

ROOT = Path(__file__).resolve().parents[2]


def options(description, results, more):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, help="the binary")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--short", dest="full", action="store_false", default=False, help="small counts (the default)")
    size.add_argument("--full", dest="full", action="store_true", help="the counts that docs/ reports")
    parser.add_argument("--only", type=lambda text: text.split(","), help="cases by name: " + ", ".join(CASES))
    parser.add_argument("--results", type=Path, default=ROOT / results, help="where the figures go")
    more(parser)
    chosen = parser.parse_args()
    unknown = set(chosen.only or []) - set(CASES)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    return chosen


def main(description, results, more=lambda parser: None):
    """`results` is where the figures go, from the root; `more` adds options of the suite's own."""
    chosen = options(description, results, more)
    files = allow_open_files(65_536)
    done = []
    for case in CASES.values():
        if chosen.only and case.name not in chosen.only:
            continue
        print(f"{case.name}: {case.title} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="isnad-") as folder:
            os.chmod(folder, 0o755)  # for what gives its privileges up
            large = getattr(chosen, "large", None)
            run = Run(case, chosen.program.resolve(), ROOT, Path(folder), chosen.full, large, files)
            try:
                case.body(run)
            except Skipped as why:
                run.skipped = str(why)
            except Exception:  # a case that breaks down is a broken expectation, and the others go on
                run.broken.append(traceback.format_exc())
        run.seconds = time.monotonic() - started
        done.append(run)
        print("\n".join(f"  {fault}" for fault in run.broken), file=sys.stderr, end="\n" if run.broken else "")
    report.write(chosen.results, done, chosen.full)
    print(report.markdown(done))
    sys.exit(1 if any(run.broken for run in done) else 0)
