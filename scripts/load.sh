#!/usr/bin/env bash
# How long the service takes to answer at a steady rate, on data the size of a province: load.sh [WORKSPACE]
#
# Open loop: QPS (2000) requests a second leave whether the ones before were answered or not, each for SECONDS_EACH (20), and what
# a late one waited is counted (oha --latency-correction). The server is pinned to one core and the client to another. Tells p50,
# p95 and p99 of each question, the time to the first answer and the resident memory, beside the targets: p99 of the nearest
# points 5 ms, of a warm tile 20 ms, start 3 s, memory 1 GiB. Ends with 1 where one is missed.
#
# Needs the release program in GANDAN and oha (cargo install oha; or OHA=path). Without a workspace the modelled Hanoi is made
# with cells of CELL_METRES (100: about 340,000) and kept at PROVINCE (under the cache folder) for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
: "${GANDAN:?the release program}"
seconds=${SECONDS_EACH:-20} connections=${CONNECTIONS:-64} qps=${QPS:-2000}
server_core=${SERVER_CORE:-0} client_core=${CLIENT_CORE:-1}
oha=${OHA:-oha}
command -v "$oha" >/dev/null || complain 'oha is needed: cargo install oha, or OHA=path' || exit 1
# Words before a command, not a function: what is started in the background by a function is a shell, whose memory nobody asked for.
on_server=() on_client=()
if command -v taskset >/dev/null; then on_server=(taskset -c "$server_core") on_client=(taskset -c "$client_core"); fi

work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
workspace=${1:-}
if [ -z "$workspace" ]; then
    metres=${CELL_METRES:-100}
    workspace=${PROVINCE:-${XDG_CACHE_HOME:-$HOME/.cache}/gandan/province-$metres.gpkg}
    if [ ! -e "$workspace" ]; then
        say "Making $workspace with cells of $metres m"
        mkdir -p "$(dirname "$workspace")"
        "$GANDAN" demo --out "$workspace.part" --cell-metres "$metres" >/dev/null
        mv "$workspace.part" "$workspace"
        # The order of the roads is found once for a network and then kept: no start after this one waits for it.
        "$GANDAN" assess "$workspace" >/dev/null
    fi
fi

missed=0
# target WHAT VALUE MOST UNIT
target() {
    local verdict=reached
    awk -v value="$2" -v most="$3" 'BEGIN { exit !(value + 0 <= most + 0) }' || verdict=MISSED missed=1
    printf '%-34s %10s %s (target %s): %s\n' "$1" "$2" "$4" "$3" "$verdict"
}

started=$(date +%s%N)
"${on_server[@]}" "$GANDAN" serve "$workspace" --listen 127.0.0.1:0 --questions-per-second 1000000 --files-per-second 1000000 \
    --requests-at-once-per-address 512 --connections-per-address 800 >"$work/address" 2>"$work/log" &
server=$!
until [ -s "$work/address" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.05
done
url=$(head -n 1 "$work/address")
url=${url%/}
until curl -fsS "$url/readyz" >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.05
done
ready=$((($(date +%s%N) - started) / 1000000))
resident() { awk '/^VmRSS:/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }
say "$workspace: $(curl -fsS "$url/readyz")"
target 'start to ready' "$(awk -v ms="$ready" 'BEGIN { printf "%.2f", ms / 1000 }')" 3 s
printf '%-34s %10s MiB\n' 'memory when ready' "$(resident)"
# What is made beside the answering of questions takes the server's one core; it is not what is measured here.
before=-1 now=$(awk '{ print $14 + $15 }' "/proc/$server/stat")
while [ $((now - before)) -gt 20 ]; do
    sleep 1
    before=$now now=$(awk '{ print $14 + $15 }' "/proc/$server/stat")
done

# Addresses are drawn beforehand, the same each time: a pattern that oha fills in itself would be sent as the name of the host too.
python3 - "$url" "$work" <<'PY'
import pathlib, random, sys
url, work = sys.argv[1], pathlib.Path(sys.argv[2])
draw = random.Random(20260101)
place = lambda: f"lon={105.75 + draw.random() * 0.15:.5f}&lat={20.95 + draw.random() * 0.15:.5f}"
asked = {
    "nearest": [f"{url}/api/v1/nearest?{place()}&k=5" for _ in range(5000)],
    "tile": [f"{url}/tiles/13/{6500 + draw.randrange(16)}/{3598 + draw.randrange(16)}.mvt" for _ in range(5000)],
    "coverage": [f"{url}/api/v1/coverage"],
    "healthz": [f"{url}/healthz"],
}
for name, addresses in asked.items():
    (work / f"{name}.urls").write_text("\n".join(addresses) + "\n")
PY

# question NAME MOST-MS: anything but 200 misses the target, however quick it is.
question() {
    local name=$1 most=$2 told=$work/$1.json
    local asked=("$oha" --no-tui --urls-from-file -c "$connections" -q "$qps" "$work/$name.urls")
    # A round that is not counted: tiles are made once.
    "${on_client[@]}" "${asked[@]}" -z 5s >/dev/null
    "${on_client[@]}" "${asked[@]}" -z "${seconds}s" --latency-correction --output-format json >"$told"
    python3 - "$told" "$name" "$qps" <<'PY' || missed=1
import json, sys
told = json.load(open(sys.argv[1]))
spread, statuses = told["latencyPercentiles"], told["statusCodeDistribution"]
ms = lambda key: f"{spread[key] * 1000:8.2f}"
print(f"\n== {sys.argv[2]}: {told['summary']['requestsPerSec']:.0f} of {sys.argv[3]} asked a second, answers {statuses}")
print(f"p50 {ms('p50')} ms   p95 {ms('p95')} ms   p99 {ms('p99')} ms")
sys.exit(set(statuses) != {"200"})
PY
    target "p99 of $name" "$(python3 -c 'import json, sys; print("%.2f" % (json.load(open(sys.argv[1]))["latencyPercentiles"]["p99"] * 1000))' "$told")" "$most" ms
}
question nearest 5
question tile 20
question coverage 20
question healthz 5
printf '\n'
target 'memory after all of it' "$(resident)" 1024 MiB
exit "$missed"
