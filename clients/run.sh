#!/usr/bin/env bash
# Generates a client in each language, runs it against live servers with three datasets, and prints a table.
#
#   clients/run.sh ISNAD_BINARY [--all | CLIENT...]
#
# Without names it runs the clients that need only Debian's packages. --all adds those that need compilers or packages from
# elsewhere, and the generated code that is only parsed. Packages, generated code and builds are kept under target/clients. Exits with 1 where a client fails. A client whose tools are
# missing is skipped, and fails where CI is set.
set -u -o pipefail

usual_clients=(typescript-fetch typescript-hey-api typescript-orval typescript-axios python python-openapi-generator rust
    rust-openapi-generator go java php)
other_clients=(go-oapi-codegen kotlin csharp-nswag swift csharp)
all_clients=("${usual_clients[@]}" "${other_clients[@]}")
python_tools="python-3.11 python-venv"
openapi_generator_tools="java $python_tools"
declare -A tools=(
    [typescript-fetch]="node-20 npm" [typescript-hey-api]="node-20 npm" [typescript-orval]="node-20 npm"
    [typescript-axios]="node-20 npm $openapi_generator_tools"
    [python]=$python_tools [python-openapi-generator]=$openapi_generator_tools
    [rust]="cargo cc" [rust-openapi-generator]="cargo cc $openapi_generator_tools"
    [go]="go $openapi_generator_tools" [java]="javac jakarta-annotation-api $openapi_generator_tools"
    [php]="php-8 guzzle $openapi_generator_tools"
    [go-oapi-codegen]="go-1.25" [kotlin]="kotlinc kotlin-jars $openapi_generator_tools" [csharp-nswag]="dotnet mcs mono node-20 npm"
    [swift]=$openapi_generator_tools [csharp]=$openapi_generator_tools
)

die() {
    echo "run.sh: $*" >&2
    exit 2
}

[ $# -ge 1 ] || die "usage: clients/run.sh ISNAD_BINARY [--all | CLIENT...]; clients: ${all_clients[*]}"
isnad=$(realpath -- "$1") && [ -x "$isnad" ] || die "$1 is not executable"
shift
clients=("$@")
[ $# -gt 0 ] || clients=("${usual_clients[@]}")
[ "$*" != --all ] || clients=("${all_clients[@]}")
for client in "${clients[@]}"; do
    [ -n "${tools[$client]:-}" ] || die "unknown client $client; known are ${all_clients[*]}"
done

sources=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname -- "$sources")
cache=$root/target/clients

# Before anything is installed: which clients have their tools?
runnable=()
for client in "${clients[@]}"; do
    # shellcheck disable=SC2086  # one word per tool
    "$root/e2e/require.sh" "clients/run.sh ($client)" ${tools[$client]}
    case $? in
        0) runnable+=("$client") ;;
        77) ;;
        *) exit 1 ;;
    esac
done
[ ${#runnable[@]} -gt 0 ] || exit 77
clients=("${runnable[@]}")
mkdir -p "$cache"

export ISNAD_OPENAPI=$root/openapi/openapi.json
export ISNAD_OPENAPI_30=$root/openapi/openapi-3.0.json
export CARGO_TARGET_DIR=$cache/cargo-target
export GOCACHE=$cache/go-build GOFLAGS=-mod=mod GOTOOLCHAIN=local
export npm_config_cache=$cache/npm npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
export PIP_CACHE_DIR=$cache/pip PIP_DISABLE_PIP_VERSION_CHECK=1
export NO_COLOR=1

# --- Shared by the clients -------------------------------------------------------------------------------------------

# if_changed FILE COMMAND...: runs a command unless its last successful run had the same file.
if_changed() {
    local file=$1 stamp=.installed
    shift
    cmp --silent "$file" "$stamp" && return
    rm -f "$stamp"
    "$@"
    cp "$file" "$stamp"
}

npm_install() {
    if_changed package.json npm install --ignore-scripts --no-package-lock
    rm -rf generated dist
}

npm_build() {
    npm run --silent check
    npm run --silent build
}

npm_project() {
    npm_install
    npm run --silent generate
    npm_build
}

# Creates a virtual environment in .venv with the packages of requirements.txt.
python_environment() {
    [ -x .venv/bin/python ] || { rm -f .installed; python3 -m venv .venv; }
    if_changed requirements.txt .venv/bin/pip install --quiet --requirement requirements.txt
}

# openapi_generator NAME: writes the client to generated/ and the generator's version to ./generator. The clients share its
# installation.
openapi_generator() {
    mkdir -p "$cache/openapi-generator"
    grep '^openapi-generator-cli==' requirements.txt >"$cache/openapi-generator/requirements.txt"
    (cd "$cache/openapi-generator" && python_environment)
    local program=$cache/openapi-generator/.venv/bin/openapi-generator-cli
    echo "openapi-generator $("$program" version), $1" >generator
    rm -rf generated
    "$program" generate --generator-name "$1" --config generator.yaml --input-spec "$ISNAD_OPENAPI_30" --output generated
}

npm_version() {
    node --print 'JSON.parse(fs.readFileSync(process.argv[1])).version' "node_modules/$1/package.json"
}

# run PROGRAM...: runs the client's program against each server, which ends its output with "calls: N".
run() {
    local at
    for at in "${!addresses[@]}"; do
        echo "-- ${datasets[at]}"
        timeout 60 "$@" "${addresses[at]}"
    done
}

# --- The clients: each function runs in a copy of the client under target/clients -------------------------------------------
# It writes the generator and its version to ./generator and runs the program.

run_typescript_fetch() {
    npm_project
    echo "openapi-typescript $(npm_version openapi-typescript), openapi-fetch $(npm_version openapi-fetch)" >generator
    run node dist/main.js
}

run_typescript_hey_api() {
    npm_project
    echo "@hey-api/openapi-ts $(npm_version @hey-api/openapi-ts)" >generator
    run node dist/main.js
}

run_typescript_orval() {
    npm_project
    echo "orval $(npm_version orval)" >generator
    run node dist/main.js
}

run_typescript_axios() {
    npm_install
    openapi_generator typescript-axios
    npm_build
    run node dist/main.js
}

run_python() {
    python_environment
    # The generator formats its output with ruff, which must be on the path.
    PATH=$PWD/.venv/bin:$PATH openapi-python-client generate --path "$ISNAD_OPENAPI" --config generator.yml \
        --meta none --output-path isnad_client --overwrite --fail-on-warning
    .venv/bin/openapi-python-client --version | sed 's/ version:/:/; s/:* / /' >generator
    .venv/bin/mypy main.py
    run .venv/bin/python main.py
}

run_python_openapi_generator() {
    openapi_generator python
    python_environment
    MYPYPATH=generated .venv/bin/mypy main.py
    PYTHONPATH=generated run .venv/bin/python main.py
}

run_rust() {
    cargo build --quiet
    echo "progenitor $(cargo tree --quiet --edges build --depth 1 --prefix none | sed -n 's/^progenitor v//p')" >generator
    run "$CARGO_TARGET_DIR/debug/isnad-client-rust"
}

run_rust_openapi_generator() {
    openapi_generator rust
    ./add-defaults
    cargo build --quiet
    run "$CARGO_TARGET_DIR/debug/isnad-client-rust-openapi-generator"
}

run_go() {
    openapi_generator go
    cp generated.mod generated/go.mod
    rm -rf generated/go.sum generated/test
    export GOPROXY=off
    go vet .
    go build -o isnad-client .
    run ./isnad-client
}

run_java() {
    openapi_generator java
    local jars
    jars=$(echo "$cache"/openapi-generator/.venv/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar)
    jars=$jars:/usr/share/java/jakarta-annotation-api.jar
    rm -rf classes
    find generated/src/main -name '*.java' >sources
    javac -nowarn -d classes -cp "$jars" @sources Main.java
    run java -cp "classes:$jars" Main
}

run_php() {
    openapi_generator php
    run php main.php
}

run_go_oapi_codegen() {
    local version=v2.8.0
    mkdir -p isnad
    GOFLAGS= go run "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@$version" -config generator.yaml "$ISNAD_OPENAPI"
    echo "oapi-codegen $version" >generator
    go mod tidy
    go vet .
    go build -o isnad-client .
    run ./isnad-client
}

run_kotlin() {
    openapi_generator kotlin
    rm -rf classes
    kotlinc -nowarn -cp "$KOTLIN_JARS" -d classes generated/src/main/kotlin Main.kt
    run java -cp "classes:$KOTLIN_JARS" MainKt
}

run_csharp_nswag() {
    npm_install
    ./generate "$ISNAD_OPENAPI"
    echo "NSwag $(npm_version nswag)" >generator
    cp node_modules/nswag/bin/binaries/Win/Newtonsoft.Json.dll .
    mcs -warn:0 -out:isnad-client.exe -r:Newtonsoft.Json.dll -r:System.Net.Http.dll \
        -r:System.ComponentModel.DataAnnotations.dll -r:System.Runtime.Serialization.dll Isnad.cs Main.cs
    run mono isnad-client.exe
}

# The compilers of these two are in no package of Debian 12: the code is parsed.
run_swift() { parse swift6 tree_sitter_swift generated/Sources/OpenAPIClient/APIs generated/Sources/OpenAPIClient/Models; }
run_csharp() { parse csharp tree_sitter_c_sharp generated/src; }

parse() {
    openapi_generator "$1"
    python_environment
    .venv/bin/python "$sources/parse.py" "${@:2}"
}

# --- The servers --------------------------------------------------------------------------------------------------------

folder=$(mktemp --directory "$cache/servers.XXXXXX")
source "$root/e2e/harness/serve.sh"
stop_servers() {
    if [ ${#servers[@]} -gt 0 ]; then
        kill "${servers[@]}" 2>/dev/null
        wait "${servers[@]}" 2>/dev/null
    fi
    rm -rf "$folder"
}
trap stop_servers EXIT
trap 'exit 130' INT TERM

# start_server DATASET [OPTION...]: starts a server in a folder of its own.
start_server() {
    local dataset=$1
    shift
    mkdir "$folder/$dataset"
    serve "$isnad" "$folder/$dataset" "$folder/$dataset.log" "$@" || die "the server with the dataset $dataset did not start"
    datasets+=("$dataset")
    addresses+=("$address")
}

datasets=()
addresses=()
"$root/e2e/harness/multilingual.sh" "$folder/seed" || die "cannot write the multilingual dataset"
start_server built-in
start_server estuaire --from "$root/examples/estuaire"
start_server multilingual --from "$folder/seed"

# --- Main ------------------------------------------------------------------------------------------------------------

row() {
    printf '%-24s %-48s %-9s %5s  %s' "$@"
}

table=$(row client 'generator and version' calls time result)
passed=0
failed=0
for client in "${clients[@]}"; do
    work=$cache/$client
    mkdir -p "$work"
    # tar preserves modification times, so that cargo does not rebuild.
    tar -C "$sources/$client" --exclude=.venv --exclude=classes --exclude=dist --exclude=generated --exclude=isnad --exclude=isnad_client \
        --exclude=node_modules --exclude=target -cf - . | tar -C "$work" -xf -
    echo "== $client"
    start=$SECONDS
    rm -f "$work/generator"
    (
        set -e
        cd "$work"
        "run_${client//-/_}"
    ) >"$work/log" 2>&1
    status=$?
    # The calls of each run: one number per server.
    calls=$(sed -n 's/^calls: \([0-9]\{1,\}\)$/\1/p' "$work/log" | paste --serial --delimiters ' ')
    if [ $status -eq 0 ] && [ "$(wc -w <<<"$calls")" -eq ${#addresses[@]} ]; then
        result=passed
        passed=$((passed + 1))
    elif [ $status -eq 0 ] && grep --quiet '^parsed: [1-9]' "$work/log"; then
        result=parsed
        passed=$((passed + 1))
    else
        result="FAILED (exit $status)"
        failed=$((failed + 1))
        tail -n 40 "$work/log"
    fi
    generator=$(cat "$work/generator" 2>/dev/null || echo -)
    table+=$'\n'$(row "$client" "$generator" "${calls:--}" "$((SECONDS - start))s" "$result")
done

echo
echo "$table"
echo
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
