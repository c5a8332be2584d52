#!/usr/bin/env bash
# Starts a standby; the first start copies the primary.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    PGPASSWORD=$POSTGRES_PASSWORD pg_basebackup --host postgres-1 --username replicator --pgdata "$PGDATA" \
        --slot standby --wal-method stream --checkpoint fast --write-recovery-conf
fi
# Queries on the standby may delay its replay by up to a minute.
exec docker-entrypoint.sh postgres -c max_standby_streaming_delay=60s
