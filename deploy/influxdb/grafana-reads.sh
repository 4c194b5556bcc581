#!/bin/bash
# Run once by InfluxDB's image, after its set-up: Grafana gets a login of the InfluxQL API that may read the one bucket and nothing else.
set -euo pipefail
influx v1 auth create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --username grafana \
  --password "$(cat /run/secrets/influxdb_grafana_password)" \
  --description "Grafana, reading" \
  >/dev/null
