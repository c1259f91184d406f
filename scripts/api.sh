#!/usr/bin/env bash
# Requests made from the API's own description, against a running service: nothing may answer 5xx, with a status or a shape
# that the description does not tell. As nobody, as a planner, and as every other role on what is its own; about things that are
# there (api_desk.py makes them) and others. An operation that was never asked is a failure.
#
# api.sh [SECONDS]: so long, twice, for all rounds together (default 25), always with the same seed; before them each operation once.
# Needs the program in GANDAN and, for what schemathesis brings along, Python's venv. The last line printed is `N passed, N failed`:
# operations in each round.
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
password='con đò sang sông Hồng'
for role in planner leader approver procedure_controller 'operator --scope BIDV' inspector 'commune --scope 00004' support admin; do
    # shellcheck disable=SC2086 # words of one account
    printf '%s\n' "$password" | "$GANDAN" user add "$work/city.gpkg" "${role%% *}" --name "${role%% *}" --role $role --password-file - >/dev/null
done
# One address asks here more than a city does.
"$GANDAN" serve "$work/city.gpkg" --listen 127.0.0.1:0 --questions-per-second 100000 --files-per-second 100000 \
    --logins-per-minute 100000 --metrics-listen 127.0.0.1:0 >"$work/address" 2>"$work/server.log" &
server=$!
until [ "$(wc -l <"$work/address")" -ge 2 ]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.2
done
url=$(head -n 1 "$work/address")
url=${url%/}
metrics=$(sed -n 2p "$work/address" | grep -o 'http://[0-9.:]*')
# The roads of a way to travel are laid out when it is first asked for, which takes a slow machine longer than a request may.
for mode in motorbike car bicycle foot; do
    until python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' \
        "$url/api/v1/nearest?lon=105.85&lat=21.03&mode=$mode" 2>/dev/null; do sleep 1; done
done

passed=0 failed=0
"$tools/bin/python" scripts/api_desk.py seed "$url" "$password" "$work/schemathesis.toml" >"$work/sessions"

# round NAME ARGUMENT...: adds the operations of one run to the totals.
round() {
    local name=$1 report=$work/$1.xml counts
    shift
    printf '\n-- %s\n' "$name"
    # It leaves a folder where it is run, and reads schemathesis.toml there.
    (cd "$work" && "$tools/bin/schemathesis" run "$url/openapi.json" --seed 68 --request-timeout 30 --no-color --continue-on-failure \
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
    # shellcheck disable=SC2086 # two numbers
    printf '%s operations kept their word, %s did not\n' $counts
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}
# as ROLE NAME ARGUMENT...: a round in the session of a role. Logging out would end it; wrong passwords would make the account wait.
as() {
    local role=$1 name=$2 cookie token
    shift 2
    IFS=$'\t' read -r cookie token <<<"$(sed -n "s/^$role\t//p" "$work/sessions")"
    round "$name" --header "Cookie: $cookie" --header "X-CSRF-Token: $token" --exclude-path-regex '^/api/v1/session' \
        --exclude-path /api/v1/jobs/{id}/events "$@"
}
once=(--phases fuzzing --max-examples 1)
short=$((seconds / 8 > 2 ? seconds / 8 : 2))
long=$((seconds - 4 * short))
for_a_while() { printf '%s\n' --phases examples,coverage,fuzzing --max-examples 10000 --max-time "$1"; }
mapfile -t briefly < <(for_a_while "$short")
mapfile -t at_length < <(for_a_while "$long")

round 'each-once-nobody' "${once[@]}"
as planner 'each-once-planner' "${once[@]}"
round nobody "${at_length[@]}"
as planner planner "${at_length[@]}"
# Each other role on what it may do and planners may not, or do otherwise.
own() { as "$1" "$1" "${briefly[@]}" --include-path-regex "$2"; }
own leader '^/api/v1/(audit|alerts|criteria|documents|trend|work)'
own approver '^/api/v1/scenarios/[{]id[}]/(state|comments)'
own procedure_controller '^/api/v1/(imports|procedures|history)'
own operator '^/api/v1/(periods|work|cases|trend)'
own inspector '^/api/v1/(inspections|alerts|periods)'
own commune '^/api/v1/scenarios/[{]id[}]/opinions'
own support '^/api/v1/(cases|ratings|alerts)'
own admin '^/api/v1/(accounts|audit)'

printf '\n-- all rounds\n'
if "$tools/bin/python" scripts/api_desk.py asked "$url" "$metrics"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
if ! kill -0 "$server" 2>/dev/null || grep -E '"?a request failed|panicked' "$work/server.log"; then
    failed=$((failed + 1))
    tail -n 20 "$work/server.log"
else
    passed=$((passed + 1))
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
