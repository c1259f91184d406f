#!/usr/bin/env bash
# Requests made from the API's own description, against a running service: nothing may answer 5xx, with a status or a shape
# that the description does not tell. Once as nobody, once as a planner.
#
# api.sh [SECONDS]: so long at most for each of the two rounds (default 25), always with the same seed. Needs the program in GANDAN and, for what
# schemathesis brings along, Python's venv. The last line printed is `N passed, N failed`: operations in each round.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-25}
version=4.32.5

work=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT

tools=${GANDAN_API_TOOLS:-$HOME/.cache/gandan/schemathesis-$version}
if [ ! -x "$tools/bin/schemathesis" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi

"$GANDAN" demo --out "$work/city.gpkg" --cell-metres 2000 >/dev/null
printf 'con đò sang sông Hồng\n' | "$GANDAN" user add "$work/city.gpkg" lan --name Lan --role planner --password-file - >/dev/null
# One address asks here more than a city does.
"$GANDAN" serve "$work/city.gpkg" --listen 127.0.0.1:0 --questions-per-second 100000 --files-per-second 100000 \
    --logins-per-minute 100000 >"$work/address" 2>"$work/server.log" &
server=$!
until [ -s "$work/address" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.2
done
url=$(head -n 1 "$work/address")
url=${url%/}
# The roads of a way to travel are laid out when it is first asked for, which takes a slow machine longer than a request may.
for mode in motorbike car bicycle foot; do
    until python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' \
        "$url/api/v1/nearest?lon=105.85&lat=21.03&mode=$mode" 2>/dev/null; do sleep 1; done
done

passed=0 failed=0
# round NAME ARGUMENT...: adds the operations of one run to the totals.
round() {
    local name=$1 report=$work/$1.xml counts
    shift
    printf '\n-- %s\n' "$name"
    # It leaves a folder where it is run.
    (cd "$work" && "$tools/bin/schemathesis" run "$url/openapi.json" --max-time "$seconds" --max-examples 10000 --seed 68 \
        --phases examples,coverage,fuzzing --request-timeout 30 --no-color --continue-on-failure \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --report junit --report-junit-path "$report" "$@") >"$work/$name.log" 2>&1 || tail -n 150 "$work/$name.log"
    counts=$(python3 - "$report" <<'PY'
import sys, xml.etree.ElementTree as tree
cases = list(tree.parse(sys.argv[1]).getroot().iter("testcase"))
bad = sum(1 for case in cases if case.find("failure") is not None or case.find("error") is not None)
print(len(cases) - bad, bad)
PY
    ) || counts='0 1'
    grep -A 3 '^Test cases' "$work/$name.log" || true
    printf '%s operations kept their word, %s did not\n' $counts
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

round nobody
read -r cookie token <<<"$(python3 - "$url" <<'PY'
import json, sys, urllib.request
body = json.dumps({"login": "lan", "password": "con đò sang sông Hồng"}).encode()
asked = urllib.request.Request(sys.argv[1] + "/api/v1/session", body, {"Content-Type": "application/json"})
with urllib.request.urlopen(asked) as answer:
    print(answer.headers["Set-Cookie"].split(";")[0], json.load(answer)["csrf_token"])
PY
)"
# Logging out would end the round; wrong passwords would make the account wait.
round planner --header "Cookie: $cookie" --header "X-CSRF-Token: $token" \
    --exclude-path-regex '^/api/v1/session' --exclude-path /api/v1/jobs/{id}/events

if ! kill -0 "$server" 2>/dev/null || grep -E '"?a request failed|panicked' "$work/server.log"; then
    failed=$((failed + 1))
    tail -n 20 "$work/server.log"
else
    passed=$((passed + 1))
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
