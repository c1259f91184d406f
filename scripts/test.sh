#!/usr/bin/env bash
# Every test: Rust, web map, browser, the second program that checks a plan, generated requests, the
# scripts' own. All runners run even where one fails; totals.sh adds them up, and its last line is the last line printed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
export NO_COLOR=1 CARGO_TERM_COLOR=never

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
: >"$logs/table"
TARGET=$(target_dir)
case $TARGET in /*) ;; *) TARGET=$PWD/$TARGET ;; esac
export GANDAN=$TARGET/debug/gandan
export WORKSPACE=$logs/demo.gpkg

# runner NAME KIND FUNCTION: runs it in a shell of its own and notes how it went (kinds: see totals.sh).
runner() {
    say "$1"
    (
        set -e
        "$3"
    ) 2>&1 </dev/null | tee "$logs/$3.log"
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "${PIPESTATUS[0]}" "$logs/$3.log" >>"$logs/table"
}

machine() {
    install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    check_tools
}
scripts_test() { scripts/totals_test.sh; }
web_map_build() { build_web_map; }
web_map_check() { cd web-map && npm run --silent check; }
web_map_test() { cd web-map && npm run --silent test; }
format() { if has_cargo_tool fmt; then cargo fmt --check; fi; }
lint() { if has_cargo_tool clippy; then cargo clippy --locked --all-targets -- -D warnings; fi; }
# As `make deny`, where cargo-deny is installed. Advisories change with the day, and are no matter of a test.
deny() { if has_cargo_tool deny; then cargo deny --locked check bans licenses sources; fi; }
program() { cargo build --locked; }
rust_test() { cargo test --locked --no-fail-fast; }
demo_city() {
    "$GANDAN" demo --out "$WORKSPACE"
    "$GANDAN" review "$WORKSPACE" --save --format json --out "$logs/plan.json"
    "$GANDAN" export "$WORKSPACE" cells --out "$logs/cells.csv"
    "$GANDAN" export "$WORKSPACE" facilities --out "$logs/facilities.csv"
    # Times in the reference mode, for a second program to recompute.
    "$GANDAN" profile --mode motorbike | sed 's/^snap = .*/snap = "nearest_node_of_largest_component"/' >"$logs/reference.toml"
    "$GANDAN" export "$WORKSPACE" cells --rule scheme --profile "$logs/reference.toml" --out "$logs/reference-cells.csv"
    "$GANDAN" export "$WORKSPACE" roads --profile "$logs/reference.toml" --nodes "$logs/nodes.csv" --out "$logs/roads.csv"
}
plan_verify() {
    local passed=0 failed=0 script=tests/verify/verify_plan.py
    if python3 $script --self-test; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    if python3 $script --cells "$logs/cells.csv" --facilities "$logs/facilities.csv" --review "$logs/plan.json"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    if python3 tests/verify/verify_times.py --nodes "$logs/nodes.csv" --roads "$logs/roads.csv" \
        --facilities "$logs/facilities.csv" --cells "$logs/reference-cells.csv"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}
# with_service COMMAND...: runs it with the address of a service on the demo city as its last argument.
with_service() {
    local server url='' status=0
    "$GANDAN" serve "$WORKSPACE" --listen 127.0.0.1:0 >"$logs/serve.url" 2>"$logs/serve.log" &
    server=$!
    for _ in $(seq 300); do
        url=$(head -n 1 "$logs/serve.url")
        [ -z "$url" ] && kill -0 "$server" 2>/dev/null || break
        sleep 1
    done
    "$@" "$url" || status=$?
    kill "$server" && wait "$server" || true
    return "$status"
}
# Programs that others wrote read the open data: GDAL, OWSLib, QGIS.
ogc_clients() {
    local venv=$TARGET/verify-venv
    install_packages gdal-bin python3-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check OWSLib==0.35.0
    with_service "$venv/bin/python" tests/verify/ogc_clients.py
}
qgis_projects() {
    install_packages python3-qgis
    # Debian's QGIS is for Debian's Python.
    with_service /usr/bin/python3 tests/verify/qgis_project.py --gandan "$GANDAN" --workspace "$WORKSPACE" --service
}
documents_verify() {
    local out=$logs/documents venv=$TARGET/verify-venv kind
    mkdir -p "$out"
    install_packages python3-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/verify/requirements.txt
    # In a copy, with a reporting period of the newest month: the plan is the one that was saved.
    local copy=$out/city.gpkg month point period commune=00004
    rm -f "$copy"*
    cp "$WORKSPACE" "$copy"
    "$GANDAN" assess "$copy" --format json --out "$out/assess.json"
    "$GANDAN" trend "$copy" --format json >"$out/trend.json"
    "$GANDAN" check "$copy" --format json >"$out/check.json"
    cp "$logs/plan.json" "$out/plan.json"
    month=$(sed -n 's/^ *"month": "\(.*\)",*$/\1/p' "$out/trend.json" | tail -n 1)
    "$GANDAN" period add "$copy" --from "$month" --due 2026-12-15 --format json >"$out/period.json"
    period=$(sed -n 's/^ *"id": "\(.*\)",*$/\1/p' "$out/period.json" | head -n 1)
    "$GANDAN" export "$copy" facilities --out "$out/points.csv"
    point=$(awk -F, '$3 == "agent" { print $1; exit }' "$out/points.csv")
    "$GANDAN" trend "$copy" --point "$point" --format json >"$out/point.json"
    document() {
        local name=$1
        shift
        "$GANDAN" report "$copy" "$@" --date 2026-11-22 --out "$out/$name.docx" --out "$out/$name.xlsx"
    }
    for kind in coverage proposal merit data-quality year; do document "$kind" "$kind"; done
    document period period --period "$period"
    document point point --point "$point"
    document poster poster --point "$point"
    document list poster --commune "$commune"
    document commune coverage --commune "$commune"
    "$venv/bin/python" tests/verify/documents.py --answers "$out" --documents "$out"
}
# In a copy, with accounts: planners, an approver and a commune take a scenario to its publication.
browser_test() {
    local copy=$logs/browser.gpkg who
    rm -f "$copy"*
    cp "$WORKSPACE" "$copy"
    export WORKSPACE=$copy PLANNER=lan PLANNER2=minh APPROVER=hung COMMUNE=badinh OPERATOR=bidv BRANCH=cn05 SUPPORT=mai LEADER=an \
        INSPECTOR=thanh PASSWORD='only for this test 2026'
    for who in 'lan planner' 'minh planner' 'hung approver' 'an leader' 'badinh commune --scope 00004' \
        'bidv operator --scope BIDV' 'cn05 inspector --scope CN-05' 'mai support' 'thanh inspector'; do
        # shellcheck disable=SC2086 # words of one account
        set -- $who
        printf '%s\n' "$PASSWORD" | "$GANDAN" user add "$copy" "$1" --name "$1" --role "$2" ${3:+"$3" "$4"} --password-file - >/dev/null || return 1
    done
    cd web-map && npm run --silent test:browser
}

api_test() { scripts/api.sh 25; }

# has_cargo_tool NAME: clippy and rustfmt may be absent from a minimal Rust, cargo-deny comes apart; then this says so.
has_cargo_tool() {
    cargo "$1" --version >/dev/null 2>&1 || {
        printf 'cargo %s is not installed: skipped\n' "$1"
        return 1
    }
}

runner 'the machine' gate machine
runner 'scripts' own scripts_test
runner 'web map: build' gate web_map_build
runner 'web map: types' gate web_map_check
runner 'web map: unit tests' vitest web_map_test
runner 'rust: format' gate format
runner 'rust: build' gate program
runner 'rust: lint' gate lint
runner 'rust: licences' gate deny
runner 'rust: tests' cargo rust_test
runner 'demo city and its plan' gate demo_city
runner 'plan, by a second program' own plan_verify
runner 'API, by generated requests' own api_test
runner 'open data, by GDAL and OWSLib' own ogc_clients
runner 'projects, by QGIS' own qgis_projects
runner 'documents, by a second program' own documents_verify
runner 'browser' own browser_test

say 'Totals'
scripts/totals.sh "$logs/table"
