#!/bin/sh
# schemathesis sends what the OpenAPI document allows, and more, to a running installation: no server error may come
# back, and every answer must be one the document tells of.
#
# RELATA_URL is its address (http://127.0.0.1:7171), RELATA_TOKEN an API token of an administrator. Records are created,
# changed and deleted: use an installation that is thrown away.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
place=${RELATA_CLIENTS:-$here/.clients}/schemathesis
if [ ! -e "$place/ready" ]; then
  python3 -m venv --clear "$place"
  "$place/bin/pip" install --quiet schemathesis==4.32.5
  touch "$place/ready"
fi

exec "$place/bin/schemathesis" run "${RELATA_URL%/}/api/openapi.json" \
  --url "${RELATA_URL%/}" \
  --header "Authorization: Bearer $RELATA_TOKEN" \
  --checks not_a_server_error,response_schema_conformance \
  --max-examples "${RELATA_EXAMPLES:-20}" \
  --phases fuzzing \
  --seed 1 \
  --no-color
