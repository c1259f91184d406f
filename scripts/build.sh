#!/usr/bin/env bash
# The release program with the web map in it. The first build takes about a quarter of an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

install_packages "${BUILD_PACKAGES[@]}"
check_tools
build_web_map
say "Building the program"
cargo build --release --locked
say "Built: $(target_dir)/release/gandan"
