#!/usr/bin/env bash
# How many requests a second the service answers, and how long they take: load.sh [WORKSPACE]
#
# Needs the release program in GANDAN and oha (cargo install oha). Nearest points, a tile and the figures, each for
# SECONDS (20) with CONNECTIONS (32), from this machine: client and server share its cores.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${GANDAN:?the release program}"
seconds=${SECONDS_EACH:-20} connections=${CONNECTIONS:-32}
command -v oha >/dev/null || { printf 'oha is needed: cargo install oha\n' >&2; exit 1; }

work=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$work"' EXIT
workspace=${1:-}
if [ -z "$workspace" ]; then
    workspace=$work/city.gpkg
    "$GANDAN" demo --out "$workspace" >/dev/null
fi
"$GANDAN" serve "$workspace" --listen 127.0.0.1:0 --questions-per-second 1000000 --files-per-second 1000000 \
    >"$work/address" 2>/dev/null &
server=$!
until [ -s "$work/address" ]; do
    kill -0 "$server" || exit 1
    sleep 0.2
done
url=$(head -n 1 "$work/address")
# regex: a place somewhere in the city for every request.
for asked in 'api/v1/nearest\?lon=105\.8[0-9]{4}&lat=21\.0[0-9]{4}&k=5' 'tiles/13/65(0|1)[0-9]/36(0|1)[0-9]\.mvt' 'api/v1/coverage' 'healthz'; do
    printf '\n== %s\n' "$asked"
    oha --no-tui --rand-regex-url -z "${seconds}s" -c "$connections" "${url//./\\.}$asked" |
        grep -E 'Requests/sec|50\.00% in|95\.00% in|99\.00% in|\[[0-9]+\] [0-9]+ responses'
done
