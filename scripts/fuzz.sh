#!/usr/bin/env bash
# Fuzzes every reader for FUZZ_SECONDS (20) with libFuzzer on the stable toolchain; FUZZ_TARGETS="tiff osm_xml" chooses.
#
# The coverage passes are those of LLVM, asked for by plain -C flags: no nightly, no sanitizer. Each input may take 10
# seconds and the process 1 GiB. What is found is kept in the folder of artifacts and told; the corpus grows from run to
# run. The last line is `N targets, N executions, N finds`; the exit status is 1 when anything was found.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

seconds=${FUZZ_SECONDS:-20}
home=$(target_dir)/fuzz
case $home in /*) ;; *) home=$PWD/$home ;; esac
host=$(rustc -vV | sed -n 's/^host: //p')
corpus=$home/corpus
artifacts=$home/artifacts

# seeds TARGET FILE...: copies files that are there into the corpus of a target.
seeds() {
    local target=$1 file
    shift
    mkdir -p "$corpus/$target"
    for file in "$@"; do
        [ ! -f "$file" ] || [ "$(stat -c %s "$file")" -gt 65536 ] || cp "$file" "$corpus/$target/seed-$(basename "$file")"
    done
}

all_seeds() {
    local at=tests/fixtures
    seeds csv_facilities $at/odd/*.csv $at/broken/*.csv
    seeds csv_demand $at/broken/{people,h3,elderly,nobody}*.csv $at/odd/excel.csv
    seeds csv_performance $at/broken/{month,dossiers,satisfied,report}*.csv
    seeds csv_catalogue $at/broken/*procedures.csv $at/broken/*operators.csv
    seeds workbook $at/odd/*.xlsx $at/broken/*.xlsx
    seeds geojson_areas $at/odd/mercator.geojson $at/broken/*.geojson
    seeds geojson_points $at/odd/points.geojson $at/broken/geometry*.geojson
    seeds geopackage $at/odd/*.gpkg $at/broken/*.gpkg
    seeds geopackage_areas $at/odd/*.gpkg $at/broken/*.gpkg
    seeds tiff $at/odd/*.tif $at/broken/*.tif
    seeds osm_pbf $at/odd/*.pbf $at/broken/*.pbf
    seeds osm_xml $at/broken/*.osm $at/odd/*.osm.gz
    seeds osm_ground $at/broken/*.osm $at/odd/*.osm.gz
    seeds archive $at/odd/*.zip $at/broken/*.zip
    seeds orlib $at/locate/*.txt
    seeds profile_file data/profiles/*.toml
    fuzz/make_seeds.py "$corpus"
}

build() {
    local flags='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Ccodegen-units=16 --cfg fuzzing'
    flags+=' -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table'
    flags+=' -Cllvm-args=-sanitizer-coverage-trace-compares'
    # --target keeps the flags from build scripts and procedural macros.
    RUSTFLAGS=$flags CARGO_TARGET_DIR=$home cargo build --locked --release --bins \
        --manifest-path fuzz/Cargo.toml --target "$host"
}

# fuzz TARGET: one run; its log tells how it went.
fuzz() {
    mkdir -p "$corpus/$1" "$artifacts/$1"
    local dictionary=()
    [ ! -f "fuzz/dictionaries/$1.dict" ] || dictionary=("-dict=fuzz/dictionaries/$1.dict")
    "$home/$host/release/$1" "$corpus/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
        -artifact_prefix="$artifacts/$1/" -print_final_stats=1 -verbosity=1 "${dictionary[@]}" \
        >"$home/$1.log" 2>&1
}

export -f fuzz
export home host corpus artifacts seconds

install_packages "${BUILD_PACKAGES[@]}" python3 || exit 1
build || exit 1
all_seeds || exit 1

targets=${FUZZ_TARGETS:-$(cd fuzz/fuzz_targets && for file in *.rs; do printf '%s ' "${file%.rs}"; done)}
count=0 executions=0 finds=0
# One target a core at a time.
# shellcheck disable=SC2086
printf '%s\n' $targets | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}; echo $? >"$home/{}.status"'
for target in $targets; do
    count=$((count + 1))
    done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$home/$target.log" | tail -n 1)
    executions=$((executions + ${done:-0}))
    if [ "$(cat "$home/$target.status")" -ne 0 ]; then
        finds=$((finds + 1))
        say "$target found something: $home/$target.log"
        grep -aE 'panicked at|ERROR: libFuzzer|SUMMARY|Test unit written|artifact' "$home/$target.log" | head -n 8
    fi
done
printf '%d targets, %d executions, %d finds\n' "$count" "$executions" "$finds"
[ "$finds" -eq 0 ]
