#!/usr/bin/env bash
# The engine beside scipy and pandana: the same graph, cells and points, one thread each; docs/performance.md keeps a run.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.cache/peers
python=$folder/venv/bin/python
mkdir -p "$folder"
if [ ! -x "$python" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet -r benches/peers/requirements.txt
fi
. scripts/common.sh
cargo build --locked --release --bin gandan
GANDAN=$(target_dir)/release/gandan
export GANDAN
[ -f "$folder/province/agents.csv" ] || "$python" benches/peers/grid.py "$folder/province"
"$python" benches/peers/compare.py "$folder/province"
if [ -f "$WORKSPACE" ]; then
  "$python" benches/peers/compare.py "$folder/workspace" --from-workspace "$WORKSPACE"
fi
