#!/usr/bin/env bash
# Builds the image with buildah, checks it, and builds it again to see that the dependencies come from the cache.
#
#   e2e/container/build.sh [--stand-ins] [options of `buildah build`, such as --volume or --network]
#
# Runs as root and needs buildah, hadolint and curl; no container daemon. With --stand-ins the base images are not
# pulled but made here, by debootstrap and from this machine's Rust toolchain. Build options are how a machine's own
# mirror or certificates reach the build. STORAGE_DRIVER is buildah's (default here: vfs, which works anywhere);
# ISNAD_CONTAINER_WORK names a folder that is used and kept, instead of a temporary one.
# shellcheck disable=SC2016  # the dollars in single quotes are a template's or an inner shell's
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
work=${ISNAD_CONTAINER_WORK:-$(mktemp -d)}
image=localhost/isnad:test slim_image=docker.io/library/debian:bookworm-slim
rust_image=docker.io/library/rust:1.95-bookworm
user=10001:10001
server=
mkdir -p "$work"

store() { buildah --storage-driver "${STORAGE_DRIVER:-vfs}" --root "$work/storage" --runroot "$work/run" "$@"; }
check() { printf '\n== %s\n' "$1"; }
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }
clean_up() {
    [ -z "$server" ] || kill -KILL "$server" || true
    store rm --all >/dev/null || true
    [ -n "${ISNAD_CONTAINER_WORK:-}" ] || rm -rf "$work"
}
trap clean_up EXIT

# base IMAGE FOLDER [OPTION of buildah config]...: makes an image of a folder, which goes.
base() {
    local container
    container=$(store from scratch)
    store add --quiet "$container" "$2" / >/dev/null
    store config "${@:3}" "$container"
    store commit --quiet --rm "$container" "$1" >/dev/null
    rm -rf "$2"
    echo "made a stand-in for $1"
}

make_stand_ins() {
    local slim=$work/slim rust=$work/rust toolchain=usr/local/rustup/toolchains/stand-in
    local path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    debootstrap --variant=minbase bookworm "$slim" >"$work/debootstrap.log"
    rm -rf "$slim"/usr/share/{doc,man,locale}/* "$slim"/var/cache/apt/* "$slim"/var/lib/apt/lists/*
    base $slim_image "$slim" --env PATH=$path
    debootstrap --variant=minbase --include=gcc,libc6-dev,ca-certificates bookworm "$rust" >"$work/debootstrap.log"
    mkdir -p "$rust/$toolchain" "$rust/usr/local/cargo/bin"
    cp -a "$(rustc --print sysroot)"/{bin,lib} "$rust/$toolchain/"
    ln -s "/$toolchain"/bin/{cargo,rustc} "$rust/usr/local/cargo/bin/"
    base $rust_image "$rust" --env PATH=/usr/local/cargo/bin:$path --env CARGO_HOME=/usr/local/cargo
}

# build CONTEXT LOG [OPTION]...: in Docker's format, since OCI's has no health check.
build() {
    local started=$SECONDS
    store build --layers --format docker --isolation chroot --tag $image "${@:3}" "$1" >"$2" 2>&1 \
        || { tail -n 40 "$2"; fail "the build"; }
    echo "built in $((SECONDS - started)) s; steps from the cache: $(grep -c -e '--> Using cache' "$2")"
}

check "hadolint finds nothing"
hadolint "$repository/Dockerfile"

if [ "${1:-}" = --stand-ins ]; then
    shift
    check "base images: stand-ins, with $(rustc --version)"
    [ -n "$(store images --quiet --filter reference=$rust_image)" ] || make_stand_ins
    set -- --pull-never "$@"
fi

check "the image builds"
build "$repository" "$work/first.log" "$@"
store images --format '{{.Name}}:{{.Tag}} {{.Size}}'

check "what the image says of itself"
tell() { store inspect --type image --format "{{with .Docker.Config}}$1{{end}}" $image; }
tell '{{println "user:" .User}}{{println "runs:" .Entrypoint .Cmd}}{{println "ports:" .ExposedPorts}}'
tell '{{println "stopped by:" .StopSignal}}{{range $name, $value := .Labels}}{{println $name "=" $value}}{{end}}'
[ "$(tell '{{.User}} {{.Healthcheck.Test}}')" = "$user [CMD isnad healthcheck]" ] || fail "the user or the health check"
mapfile -t variables < <(tell '{{range .Env}}{{println .}}{{end}}' | grep .)
printf '%s\n' "${variables[@]}"

container=$(store from --pull-never $image)
root=$(store mount "$container")
# inside COMMAND...: runs a command in the image's file system, as its user and with its variables.
inside() { chroot --groups= --userspec=$user "$root" /usr/bin/env -i "${variables[@]}" "$@"; }

check "its user can write nothing but the folders for temporary files"
# What the user may not enter it cannot write either, so that what find says of those folders is left out.
inside find / \( -path /dev -o -path /proc -o -path /sys \) -prune -o ! -type l -writable -print \
    >"$work/writable" 2>/dev/null || true
cat "$work/writable"
grep -qx /tmp "$work/writable" || fail "find did not run"
! grep -qvxE '/tmp|/var/tmp|/run/lock' "$work/writable" || fail "it can write more than that"
inside ls -ln /usr/local/bin/isnad /data/isnad.db

check "it serves as process 1, on a root file system that is read-only"
variables+=(ISNAD_LISTEN=0.0.0.0:0)
unshare --mount --pid --fork --kill-child sh -euc 'root=$1 user=$2; shift 2
    mount --bind "$root" "$root"; mount -t proc proc "$root/proc"; mount -o remount,bind,ro "$root"
    if touch "$root/tmp/probe" 2>/dev/null; then echo "not read-only" >&2; exit 1; fi
    exec chroot --groups= --userspec="$user" "$root" "$@"' sh "$root" $user \
    /usr/bin/env -i "${variables[@]}" isnad serve 2>"$work/serve.log" &
server=$!
for _ in $(seq 100); do
    port=$(sed -nE 's#.*"http://0\.0\.0\.0:([0-9]+)".*#\1#p' "$work/serve.log")
    [ -n "$port" ] && inside ISNAD_LISTEN="0.0.0.0:$port" isnad healthcheck 2>/dev/null && break
    sleep 0.1
done
inside ISNAD_LISTEN="0.0.0.0:$port" isnad healthcheck || { cat "$work/serve.log"; fail "the health check"; }
echo "healthy on port $port"
curl --fail --silent --show-error --output "$work/claim.json" "http://127.0.0.1:$port/v1/claims?limit=1"
head -c 200 "$work/claim.json"; echo ...
process=$(pgrep -P "$server")
grep -E '^(Uid|NSpid)' "/proc/$process/status"

check "SIGTERM stops it, and the health check then fails"
kill -TERM "$process"
wait "$server" || fail "it stopped with status $?"
server=
tail -n 1 "$work/serve.log" | grep "stopped serving"
! inside ISNAD_LISTEN="0.0.0.0:$port" isnad healthcheck || fail "healthy though stopped"

check "after a change of one source file the dependencies come from the cache"
rm -rf "$work/changed"
mkdir "$work/changed"
git -C "$repository" ls-files -z | tar -C "$repository" --null -T - -c | tar -C "$work/changed" -x
echo "// Changed at $(date +%s.%N)." >>"$work/changed/src/main.rs"
build "$work/changed" "$work/second.log" "$@"
grep -A1 'RUN mkdir src' "$work/second.log" | grep -e '--> Using cache' || fail "the dependencies were built anew"
printf '\nAll checks passed.\n'
