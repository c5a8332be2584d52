#!/usr/bin/env bash
# A front-end app on another origin, the documentation page and the explorer, in a real Chromium, against a live server.
#
#   e2e/browser/run.sh ISNAD_BINARY
#
# Needs Node 20 or newer and Debian's `chromium` (CHROMIUM names another). The packages of package.json, the generated
# client, the built app, the snapshot and the screenshots go to target/browser; nothing is written elsewhere.
# Prints a line per check; exits with 1 when one fails.
set -euo pipefail
if [ $# -ne 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 ISNAD_BINARY" >&2
    exit 2
fi
isnad=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(cd "$here/../.." && pwd)/target/browser
CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
export CHROMIUM
if [ -z "$CHROMIUM" ]; then
    echo "$0: no chromium: apt-get install chromium" >&2
    exit 2
fi

# Sources are copied beside node_modules, so that the repository's own folder stays clean.
mkdir -p "$work"
rm -rf "$work/app" "$work/site" "$work"/run-*
cp -R "$here/app" "$here"/*.mjs "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here/tsconfig.json" "$work/"
cd "$work"
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    cp package-lock.json node_modules/.installed
fi

# The client's types come from the document that this binary serves.
mkdir -p app/generated site
"$isnad" openapi >openapi.json
node_modules/.bin/openapi-typescript openapi.json --output app/generated/schema.d.ts >generated.log 2>&1 || { cat generated.log >&2; exit 1; }
node_modules/.bin/tsc --project tsconfig.json
node_modules/.bin/esbuild app/main.ts --bundle --format=esm --target=es2022 --minify --sourcemap --outdir=site --log-level=warning
cp app/index.html app/app.css site/

status=0
node check.mjs "$isnad" || status=1
node explorer.mjs "$isnad" || status=1
exit "$status"
