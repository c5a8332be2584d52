# For bash scripts that start servers: `source` this file.

# The process ids of the servers.
servers=()

# serve ISNAD FOLDER LOG [OPTION...]: starts a server in the folder, adds it to `servers` and waits until it serves. Sets `address`.
# Fails, and prints the log, if it does not serve within a minute.
serve() {
    local isnad=$1 folder=$2 log=$3
    address=
    : >"$log"
    (cd "$folder" && exec "$isnad" serve --listen 127.0.0.1:0 --log-format json "${@:4}") >"$log" 2>&1 &
    servers+=($!)
    for _ in $(seq 600); do
        address=$(sed -n '/"message":"serving"/ s/.*"address":"\([^"]*\)".*/\1/p' "$log")
        [ -n "$address" ] && return
        kill -0 $! 2>/dev/null || break
        sleep 0.1
    done
    cat "$log" >&2
    return 1
}
