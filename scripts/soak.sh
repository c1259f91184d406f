#!/usr/bin/env bash
# The long versions of tests that `make test` runs short, each on its own: soak.sh [PART ...], or SOAK_PARTS="kills api".
#
#   kills    two hundred programs that are killed while they edit a scenario, and as many services (ROUNDS)
#   imports  the largest files there may be (a PBF of 2 GiB, rasters of 500 MB, a million rows), each within 1.5 GiB of memory;
#            8 GB of disk under TMPDIR, half an hour
#   api      requests made from the API's description for ten minutes (API_SECONDS, twice)
#   memory   the service, asked and edited all the time for ten minutes (MEMORY_MINUTES): its memory does not grow after the second;
#            on a copy of the province that load.sh made (PROVINCE), where it is there
#
# All of them where none is named. The program is that of GANDAN where it is set, else it is built.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

parts=${*:-${SOAK_PARTS:-kills imports api memory}}
for part in $parts; do
    case $part in kills | imports | api | memory) ;; *) complain "no part '$part': kills, imports, api, memory" || exit 2 ;; esac
done

# The program to be asked; built once.
program() {
    [ -z "${GANDAN:-}" ] || return 0
    install_packages "${BUILD_PACKAGES[@]}" && cargo build --locked || return 1
    GANDAN=$(target_dir)/debug/gandan
    case $GANDAN in /*) ;; *) GANDAN=$PWD/$GANDAN ;; esac
    export GANDAN
}

kills() {
    install_packages "${BUILD_PACKAGES[@]}" || return 1
    GANDAN_SOAK=${ROUNDS:-200} cargo test --locked --test it scenarios::killed
}

imports() {
    install_packages "${BUILD_PACKAGES[@]}" || return 1
    GANDAN_SOAK=1 cargo test --locked --test it scale -- --nocapture --test-threads=1
}

api() { program && scripts/api.sh "${API_SECONDS:-300}"; }

memory() {
    local province=${PROVINCE:-${XDG_CACHE_HOME:-$HOME/.cache}/gandan/province-${CELL_METRES:-100}.gpkg} on=()
    [ ! -e "$province" ] || on=(--workspace "$province")
    program && python3 scripts/memory.py --program "$GANDAN" --minutes "${MEMORY_MINUTES:-10}" "${on[@]}"
}

failed=
for part in $parts; do
    say "$part"
    "$part" || failed="$failed $part"
done
[ -z "$failed" ] || complain "failed:$failed" || exit 1
