#!/usr/bin/env bash
# Starts a standby: the first time with a copy of the primary, from then on where it left off.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    PGPASSWORD=$POSTGRES_PASSWORD pg_basebackup --host postgres-1 --username replicator --pgdata "$PGDATA" \
        --slot standby --wal-method stream --checkpoint fast --write-recovery-conf
fi
# Readers on the standby are more important than that it keeps up to the second.
exec docker-entrypoint.sh postgres -c max_standby_streaming_delay=60s
