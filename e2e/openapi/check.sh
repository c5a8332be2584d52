#!/usr/bin/env bash
# The OpenAPI documents without a finding of redocly and spectral, and the live server without one of schemathesis.
#
#   e2e/openapi/check.sh PATH-TO-ISNAD [EXAMPLES]
#
# EXAMPLES is how many requests schemathesis makes up for each operation (20 unless given); the seed is fixed.
set -euo pipefail
isnad=$(realpath "$1") examples=${2:-20}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$root/target/openapi-tools
mkdir -p "$tools"

cp "$here/package.json" "$tools/"
(cd "$tools" && npm install --no-fund --no-audit --no-update-notifier --silent)
[ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"

documents=("$root/openapi/openapi.json" "$root/openapi/openapi-3.0.json")
echo "== redocly"
(cd "$tools" && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --no-install redocly lint --max-problems 20 "${documents[@]}") >"$tools/redocly.log" 2>&1 \
    || { cat "$tools/redocly.log"; exit 1; }
if grep -E 'You have [0-9]+ (warning|error)' "$tools/redocly.log"; then cat "$tools/redocly.log"; exit 1; fi
echo "no finding"

echo "== spectral"
(cd "$tools" && npx --no-install spectral lint --ruleset "$here/spectral.yaml" --fail-severity hint "${documents[@]}")

echo "== schemathesis, $examples examples"
folder=$(mktemp -d)
"$isnad" serve --listen 127.0.0.1:0 --log-format json --database "$folder/isnad.db" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do
    address=$(sed -nE 's#.*"address":"(http://[0-9.:]+)".*#\1#p' "$folder/log")
    [ -n "$address" ] && break
    sleep 0.1
done
cd "$tools"
"$tools/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$address/openapi.json" --url "$address" \
    --checks all --seed 1 --max-examples "$examples" --workers 1 --no-color >"$tools/schemathesis.log" 2>&1 \
    || { cat "$tools/schemathesis.log"; exit 1; }
grep -A3 -E 'Test cases:|Tested:' "$tools/schemathesis.log" || true
if grep -E '"level":"(ERROR|WARN)"' "$folder/log"; then
    echo "the server's log is not clean" >&2
    exit 1
fi
echo "3 passed, 0 failed"
