#!/usr/bin/env bash
# Every kind of document of a workspace, turned into PDF and pictures by LibreOffice, for somebody to look at: cut tables,
# overflow and wrong letters show there and nowhere else. The pictures come to .cache/looks.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

install_packages libreoffice-writer libreoffice-calc poppler-utils fonts-liberation
out=.cache/looks
rm -rf "$out"
mkdir -p "$out"
cargo build --locked --release --bin gandan
GANDAN=$(target_dir)/release/gandan
[ -f "$WORKSPACE" ] || "$GANDAN" demo --out "$WORKSPACE"
"$GANDAN" export "$WORKSPACE" facilities --out "$out/points.csv"
point=$(awk -F, '$3 == "agent" { print $1; exit }' "$out/points.csv")
commune=$("$GANDAN" areas "$WORKSPACE" --format json | sed -n 's/^ *"code": "\([0-9]*\)".*/\1/p' | head -n 1)
report() {
    local name=$1
    shift
    say "$name"
    "$GANDAN" report "$WORKSPACE" "$@" --out "$out/$name.docx" --out "$out/$name.xlsx" --out "$out/$name.html"
}
report coverage coverage
report commune coverage --commune "$commune"
"$GANDAN" review "$WORKSPACE" --format json --out "$out/plan.json"
report proposal proposal --plan "$out/plan.json"
report point point --point "$point" --plan "$out/plan.json"
report data-quality data-quality
report period period
report merit merit
report poster poster --point "$point"
report list poster --commune "$commune"
report year year --plan "$out/plan.json"
for kind in docx xlsx; do
    mkdir -p "$out/$kind"
    soffice --headless --convert-to pdf --outdir "$out/$kind" "$out"/*."$kind" >/dev/null
    for pdf in "$out/$kind"/*.pdf; do pdftoppm -r 70 -png "$pdf" "${pdf%.pdf}"; done
done
say "Look at $out/docx/*.png and $out/xlsx/*.png"
