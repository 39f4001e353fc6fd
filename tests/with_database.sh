#!/bin/bash
# Runs a command against a PostgreSQL cluster of its own, migrated, in a folder
# that is gone afterwards:  tests/with_database.sh COMMAND [ARGUMENT...]
# The command finds PGHOST (a folder: no network), DATABASE and OWNER_DATABASE.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
folder=$(mktemp -d /tmp/aftercare-test.XXXXXX)
chmod 711 "$folder"
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
	chown postgres "$folder"
	as() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
fi
finish() {
	as "$bin/pg_ctl" -D "$folder/pg" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
as "$bin/initdb" -D "$folder/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync >/dev/null
as "$bin/pg_ctl" -D "$folder/pg" -l "$folder/pg.log" -w start -o \
    "-c listen_addresses='' -c unix_socket_directories=$folder -c fsync=off \
     -c full_page_writes=off -c log_min_messages=panic \
     -c max_connections=60" >/dev/null
export PGHOST=$folder
createdb -U postgres aftercare
export OWNER_DATABASE="host=$folder user=postgres dbname=aftercare"
export DATABASE="host=$folder user=aftercare_site dbname=aftercare"
build/gcc/aftercarectl migrate --database "$OWNER_DATABASE" --with sim >/dev/null
"$@"
