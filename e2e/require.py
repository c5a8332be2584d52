"""Checks that the tools a script needs are installed; see require.sh. Imports nothing that an old Python lacks."""

import os
import subprocess
import sys

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "require.sh")
ROOT = os.path.dirname(os.path.dirname(CHECK))


def require(*tools):
    """Ends the program where a tool is missing, with a line that says how to get it."""
    script = os.path.relpath(os.path.abspath(sys.argv[0]), ROOT)
    done = subprocess.run([CHECK, script, *tools], env=dict(os.environ, PYTHON=sys.executable))
    if done.returncode:
        sys.exit(done.returncode)
