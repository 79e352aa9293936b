#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, in a folder that is thrown away.
#   tools/with_postgres.sh COMMAND…
# The command finds the server's address in IPHARBOR_TEST_DATABASE_URL.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
if [ ! -x "$bin/initdb" ]; then
  echo "No PostgreSQL server here: install Debian's package postgresql." >&2
  exit 2
fi
folder=$(mktemp -d /tmp/ipharbor-postgres-XXXXXX)
# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
export LC_ALL=C.UTF-8
cd /
"${as[@]}" "$bin/initdb" -D "$folder/data" -U ipharbor -A trust -E UTF8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-c listen_addresses='' -k $folder -c fsync=off -c max_connections=60" start >/dev/null
cd "$OLDPWD"
"${as[@]}" "$bin/createdb" -h "$folder" -U ipharbor ipharbor
IPHARBOR_TEST_DATABASE_URL="postgresql://ipharbor@/ipharbor?host=$folder" "$@"
