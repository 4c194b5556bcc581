#!/bin/sh
# Simulated collars against a running house: makes their identities, registers them, starts them with the house's keys. Ends on SIGTERM.
#   SIM_COLLARS       how many (12)
#   SIM_SEED          the same seed makes the same collars (1)
#   SIM_REPORT_EVERY  seconds between two reports (10)
#   SIM_DIR           where collars keep their memories (./simulator)
#   SIM_MQTT_URL      the house's broker (mqtt://127.0.0.1:1883)
# The house is found as the command line finds it: KOPPEL_URL, and run.json in KOPPEL_DATA_DIR for the token.
set -eu
umask 077
seed=${SIM_SEED:-1}
collars=${SIM_COLLARS:-12}
dir=${SIM_DIR:-./simulator}
mkdir -p "$dir"

if [ -z "${KOPPEL_TOKEN:-}" ]; then
  KOPPEL_TOKEN=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).token' "${KOPPEL_DATA_DIR:-./data}/run.json")
  export KOPPEL_TOKEN
fi

koppel sim --collars "$collars" --seed "$seed" --write-registrations "$dir/delivery.json"

# Its own account, so that somebody may sign in and look at these collars; the password is told here, this once.
if [ ! -e "$dir/account" ]; then
  koppel account open --kind customer --name Simulator --email "simulator-$seed@koppel.example" >"$dir/opened.txt"
  cat "$dir/opened.txt"
  sed -n 's/^Account //p' "$dir/opened.txt" >"$dir/account"
  rm "$dir/opened.txt"
fi
koppel device import "$dir/delivery.json" --account "$(cat "$dir/account")" >"$dir/import.txt"
head -n 1 "$dir/import.txt"

# One option and its value to a line, without spaces.
keys=$(sed -n 's/^Write this key into the collars: //p' "$dir/import.txt")
# shellcheck disable=SC2086
exec koppel sim --collars "$collars" --seed "$seed" --url "${SIM_MQTT_URL:-mqtt://127.0.0.1:1883}" \
  --report-every "${SIM_REPORT_EVERY:-10}" --dir "$dir/collars" $keys
