#!/usr/bin/env bash
# The long versions of tests that `make test` runs short: imports of the largest files there may be (a PBF of 2 GiB, rasters
# of 500 MB, a million rows), each within 1.5 GiB of memory. Needs 8 GB of disk under TMPDIR and half an hour.
# Then the API for about ten minutes with generated requests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

install_packages "${BUILD_PACKAGES[@]}" || exit 1
# Two hundred programs that are killed while they edit a scenario.
GANDAN_SOAK=1 cargo test --locked --test it scenarios::killed || failed=1
GANDAN_SOAK=1 cargo test --locked --test it scale -- --nocapture --test-threads=1 || failed=1
cargo build --locked || exit 1
GANDAN=$(target_dir)/debug/gandan scripts/api.sh 300 || failed=1
exit "${failed:-0}"
