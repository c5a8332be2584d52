# `just` lists the recipes; `just check` runs what CI runs.

# Build, seed the built-in corpus and serve it at http://127.0.0.1:8080
serve:
    cargo run --release --locked -- serve

# Everything that CI checks
check:
    .ci/run

# All tests
test *options:
    cargo test --locked --features full {{options}}

# Format the code
format:
    cargo fmt --all

# Write the OpenAPI documents
openapi:
    cargo build --locked
    target/debug/isnad openapi > openapi/openapi.json
    target/debug/isnad openapi --openapi-version 3.0 > openapi/openapi-3.0.json

# Write the JSON Schemas of the seed files
schemas:
    ISNAD_UPDATE_SCHEMAS=1 cargo test --locked --test suite schemas::committed

# A suite of e2e/ that tests the program: browser, deploy, failover, faults, hostile-content, mirror, openapi, readers, scaling, traces
e2e suite *options:
    cargo build --locked --features full
    e2e/{{suite}}/run target/debug/isnad {{options}}

# Build the container image and test it, as root, with buildah
container *options:
    e2e/container/run {{options}}

# Licences, bans and sources of the dependencies, and the bill of materials
supply *options:
    e2e/supply/run {{options}}

# Generate a client in each language and run it against a live server
clients *names:
    cargo build --locked --features full
    clients/run.sh target/debug/isnad {{names}}

# Benchmark against static bodies, FastAPI, Datasette, PostgreSQL and Typesense; `just bench --profile full` for a million claims
bench *options:
    bench/run {{options}}

# Fuzz the parsers, each target for some seconds
fuzz seconds="10" *targets:
    fuzz/run {{seconds}} {{targets}}
