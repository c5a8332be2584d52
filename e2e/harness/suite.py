"""The command line of a suite: runs the registered cases, prints a table, and exits with 1 where one fails."""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from harness import report
from harness.case import CASES, Run, Skipped
from harness.server import raise_open_files_limit

ROOT = Path(__file__).resolve().parents[2]


def parse_options(description, results, add_options):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, help="the binary")
    profile = parser.add_mutually_exclusive_group()
    profile.add_argument("--short", dest="full", action="store_false", default=False, help="small counts (the default)")
    profile.add_argument("--full", dest="full", action="store_true", help="the counts reported in bench/RESULTS.md")
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of cases: " + ", ".join(CASES))
    parser.add_argument("--results", type=Path, default=ROOT / results, help=f"JSON file for the results (default: {results})")
    add_options(parser)
    options = parser.parse_args()
    unknown = set(options.only or []) - set(CASES)
    if unknown:
        parser.error(f"unknown case: {', '.join(sorted(unknown))}; known are {', '.join(CASES)}")
    return options


def main(description, results, add_options=lambda parser: None):
    """`results` is the path of the JSON file, relative to the repository; `add_options` adds options of one suite."""
    options = parse_options(description, results, add_options)
    # Exceptions run the clean-up of every context manager.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # In the processes of a case it would run late, or never where the signal comes right before they wait for a lock.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    max_open_files = raise_open_files_limit(65_536)
    runs = []
    for case in CASES.values():
        if options.only and case.name not in options.only:
            continue
        print(f"{case.name}: {case.title} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="isnad-") as folder:
            os.chmod(folder, 0o755)  # for processes that run as another user
            large = getattr(options, "large", None)
            run = Run(case, options.program.resolve(), ROOT, Path(folder), options.full, large, max_open_files)
            try:
                case.body(run)
            except Skipped as reason:
                run.skipped = str(reason)
            except Exception:  # the other cases still run
                run.failures.append(traceback.format_exc())
        run.seconds = time.monotonic() - started
        runs.append(run)
        print("\n".join(f"  {failure}" for failure in run.failures), file=sys.stderr, end="\n" if run.failures else "")
    report.write(options.results, runs, options.full)
    print(report.markdown(runs, options.full))
    sys.exit(1 if any(run.failures for run in runs) else 0)
