#!/bin/sh
# Makes the secrets that docker-compose.yml names, each once: what is there stays as it is. Run it before the first "docker compose up".
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

# Containers read them as users of their own, and compose mounts a file with the rights it has here: so the files may be read, and their folder may not be entered.
chmod 700 secrets

keep() {
  if [ -e "secrets/$1" ]; then
    echo "$1: kept"
  else
    printf '%s\n' "$2" >"secrets/$1.new"
    chmod 444 "secrets/$1.new"
    mv "secrets/$1.new" "secrets/$1"
    echo "$1: made"
  fi
}
# 32 bytes of the system's randomness, in hexadecimal: fit for a URL, a header and a shell alike.
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

keep koppel_secret "$(random)"
keep postgres_password "$(random)"
keep koppel_database_url "postgres://koppel:$(cat secrets/postgres_password)@postgres:5432/koppel"
keep influxdb_password "$(random)"
keep influxdb_token "$(random)"
keep influxdb_grafana_password "$(random)"
keep grafana_password "$(random)"
