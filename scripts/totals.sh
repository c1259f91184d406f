#!/usr/bin/env bash
# Adds up what the test runners printed: totals.sh TABLE
#
# TABLE has one line a runner: name, kind, exit status, log file, separated by tabs. Kinds:
#   cargo   every line `test result: ok. 3 passed; 0 failed; ...`
#   vitest  the line `Tests  1 failed | 3 passed (4)`
#   own     the last line `3 passed, 0 failed`
#   gate    no count: adds nothing when it succeeds, one failure when it does not
# A counted runner that counted nothing, and any that ended badly without telling a failure, count as one
# failure. The last line printed is `N passed, N failed`; the exit status is 1 when anything failed.
set -euo pipefail
export LC_ALL=C

# "passed failed" of one log; nothing when it holds no count.
count() {
    case $1 in
    cargo) awk '/^test result: / { p += $4; f += $6; n = 1 } END { if (n) print p, f }' "$2" ;;
    vitest)
        sed 's/\x1b\[[0-9;]*m//g' "$2" | awk '$1 == "Tests" { p = f = 0
            for (i = 2; i < NF; i++) { if ($(i + 1) == "passed") p = $i; if ($(i + 1) == "failed") f = $i }
            n = 1 } END { if (n) print p + 0, f + 0 }'
        ;;
    own) sed -n 's/^\([0-9]\{1,\}\) passed, \([0-9]\{1,\}\) failed$/\1 \2/p' "$2" | tail -n 1 ;;
    gate) echo 0 0 ;;
    *) printf 'unknown kind of runner: %s\n' "$1" >&2 && exit 2 ;;
    esac
}

passed=0
failed=0
while IFS=$'\t' read -r name kind status log; do
    read -r p f <<<"$(count "$kind" "$log")" || true
    note=
    if [ -z "${p:-}" ]; then
        p=0 f=1 note=' (told no count)'
    elif [ "$kind" != gate ] && [ "$p" -eq 0 ] && [ "$f" -eq 0 ]; then
        f=1 note=' (ran no test)'
    elif [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1 note=" (exit status $status)"
    fi
    if [ "$kind" = gate ]; then
        [ "$f" -eq 0 ] && told=ok || told=failed
    else
        told="$p passed, $f failed"
    fi
    printf '%-28s %s%s\n' "$name" "$told" "$note"
    passed=$((passed + p))
    failed=$((failed + f))
done <"$1"
if [ $((passed + failed)) -eq 0 ]; then
    failed=1
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
