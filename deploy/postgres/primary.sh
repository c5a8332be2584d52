#!/usr/bin/env bash
# Runs once, when the primary's database is created: allows standbys to stream from it.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('standby');
-- A standby that is down must not fill the primary's disk.
ALTER SYSTEM SET max_slot_wal_keep_size = '4GB';
SQL
echo 'host replication replicator samenet scram-sha-256' >>"$PGDATA/pg_hba.conf"
