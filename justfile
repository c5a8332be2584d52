# What there is to do; `just check` is what CI runs.

# Build, seed the built-in corpus and serve it at http://127.0.0.1:8080
serve:
    cargo run --release --locked -- serve

# Everything CI checks
check:
    .ci/run

# All tests
test:
    cargo test --locked

# Outside readers take every format: csv, pandas, pyld, rdflib, feedparser, frictionless
readers:
    cargo build --locked
    [ -x target/readers/bin/python ] || python3 -m venv target/readers
    target/readers/bin/pip install --quiet --disable-pip-version-check -r e2e/readers/requirements.txt
    target/readers/bin/python e2e/readers/check.py target/debug/isnad

# The OpenAPI documents by redocly and spectral, the live server by schemathesis; `just openapi-check 200` for longer
openapi-check examples="20":
    cargo build --locked
    e2e/openapi/check.sh target/debug/isnad {{examples}}

# Generate a client in every ecosystem and run it against a live server
clients:
    cargo build --locked
    clients/run.sh target/debug/isnad

# A front-end app on another origin and the documentation page, in a real browser
browser:
    cargo build --locked
    e2e/browser/run.sh target/debug/isnad

# Format the code
format:
    cargo fmt --all

# Write the OpenAPI documents anew
openapi:
    cargo build --locked
    target/debug/isnad openapi > openapi/openapi.json
    target/debug/isnad openapi --openapi-version 3.0 > openapi/openapi-3.0.json

# Write the JSON Schemas of the seed files anew
schemas:
    ISNAD_UPDATE_SCHEMAS=1 cargo test --locked --test seed schemas::committed

# Check seed files; `just seed-check seed texts` verifies the quotes too
seed-check from="seed" texts="":
    cargo run --quiet --locked -- check --from {{from}} {{ if texts == "" { "" } else { "--texts " + texts } }}

# Build the container image and try it (as root, with buildah)
container:
    e2e/container/build.sh

# Measure against a static body, FastAPI and Datasette; `just bench full` for a million claims
bench profile="short":
    bench/run --profile {{profile}}

# Load, faults and hostile input against the real binary; `just faults --full --large FILE` for half an hour
faults *options:
    cargo build --release --locked
    e2e/faults/run target/release/isnad {{options}}

# Two servers behind nginx, replaced under load
scaling *options:
    cargo build --release --locked
    e2e/scaling/run target/release/isnad {{options}}

# The files for Compose and Kubernetes, by their schemas and against the program
deploy-check:
    cargo build --locked
    e2e/deploy/run target/debug/isnad

# Traces, as a collector receives them
traces:
    cargo build --locked --features otlp
    [ -x target/traces/bin/python ] || python3 -m venv target/traces
    target/traces/bin/pip install --quiet --disable-pip-version-check -r e2e/traces/requirements.txt
    target/traces/bin/python e2e/traces/run target/debug/isnad

# PostgreSQL while hosts fail and datasets are replaced: a primary and a standby of the test's own
failover *options:
    cargo build --release --locked
    e2e/failover/run target/release/isnad {{options}}

# Random bytes for the parsers, so many seconds each
fuzz seconds="10" *targets:
    fuzz/run {{seconds}} {{targets}}

# Licences, bans and sources of every dependency, and a bill of materials
supply *options:
    e2e/supply/run {{options}}
