#!/usr/bin/env bash
# Tests of totals.sh: what it is fed, what its last line and exit status must be.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

# runner NAME KIND STATUS LOG-TEXT: one more line of the table.
runner() {
    printf '%b' "$4" >"$folder/$1.log"
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$folder/$1.log" >>"$folder/table"
}

# expect WHAT LAST-LINE STATUS: runs the totals on the table so far, and begins a new one.
expect() {
    local status=0 last
    last=$(./totals.sh "$folder/table" 2>&1) || status=$?
    last=$(tail -n 1 <<<"$last")
    if [ "$last" = "$2" ] && [ "$status" -eq "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s: expected "%s" (%s), got "%s" (%s)\n' "$1" "$2" "$3" "$last" "$status"
    fi
    : >"$folder/table"
}

: >"$folder/table"
runner rust cargo 0 'test result: ok. 3 passed; 0 failed; 1 ignored;\ntest result: ok. 4 passed; 0 failed;\n'
runner web vitest 0 ' Test Files  2 passed (2)\n      Tests  5 passed (5)\n'
runner browser own 0 'page loads\n2 passed, 0 failed\n'
runner format gate 0 ''
expect 'counts of all runners are added' '14 passed, 0 failed' 0

runner rust cargo 101 'test result: FAILED. 3 passed; 2 failed; 0 ignored;\ntest result: ok. 1 passed; 0 failed;\n'
expect 'failed Rust tests are told' '4 passed, 2 failed' 1

runner web vitest 1 '\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[31m1 failed\x1b[39m\x1b[22m | \x1b[32m5 passed\x1b[39m (6)\n'
expect 'failed web tests are told, in colour too' '5 passed, 1 failed' 1

runner rust cargo 101 'error: could not compile\n'
runner browser own 0 '2 passed, 0 failed\n'
expect 'a runner that told no count has failed' '2 passed, 1 failed' 1

runner browser own 3 '2 passed, 0 failed\n'
expect 'a runner that ended badly has failed, whatever it counted' '2 passed, 1 failed' 1

runner web vitest 0 '      Tests  no tests\n'
expect 'a runner that ran no test has failed' '0 passed, 1 failed' 1

runner rust cargo 0 'test result: ok. 1 passed; 0 failed;\n'
runner lint gate 2 'warning\n'
expect 'a gate that is shut is one failure' '1 passed, 1 failed' 1

runner own own 0 '1 passed, 0 failed\n7 passed, 1 failed\n'
expect 'the last count of a runner is the one that counts' '7 passed, 1 failed' 1

expect 'no runner at all is a failure' '0 passed, 1 failed' 1

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
