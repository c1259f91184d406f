#!/usr/bin/env bash
# The whole way once: build, make the demo city unless the workspace is there, print its figures, serve its map.
# PORT and WORKSPACE come from the Makefile. The second time nothing is built and the map is there in seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
PORT=${PORT:-8080}
WORKSPACE=${WORKSPACE:-hanoi-demo.gpkg}
case $PORT in '' | *[!0-9]*) complain "PORT is to be a number, not '$PORT'" ;; esac

install_packages "${BUILD_PACKAGES[@]}"
check_tools
build_web_map
say "Building the program (the first time takes about a quarter of an hour on two cores)"
cargo build --release --locked
gandan=$(target_dir)/release/gandan

# Made under another name first: a run that is stopped in the middle leaves no half city behind.
if [ ! -e "$WORKSPACE" ]; then
    say "Making the modelled Hanoi: $WORKSPACE"
    unfinished="${WORKSPACE%.gpkg}.unfinished.gpkg"
    rm -f "$unfinished"
    "$gandan" demo --out "$unfinished"
    mv "$unfinished" "$WORKSPACE"
fi
if [ -z "$(sqlite3 -readonly "$WORKSPACE" 'SELECT 1 FROM review_plan LIMIT 1' 2>/dev/null)" ]; then
    say "Proposing a plan for the agents"
    "$gandan" review "$WORKSPACE" --save --format json >/dev/null
fi
say "Main figures of $WORKSPACE"
"$gandan" assess "$WORKSPACE"
say "The map is at http://127.0.0.1:$PORT (stop with Ctrl-C)"
exec "$gandan" serve "$WORKSPACE" --listen "127.0.0.1:$PORT"
