#!/usr/bin/env bash
# Creates a Python environment where there is none, and installs what a requirements file pins.
#
#     e2e/venv.sh FOLDER REQUIREMENTS
set -euo pipefail
[ -x "$1/bin/python" ] || python3 -m venv "$1"
"$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
