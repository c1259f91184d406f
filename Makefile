# Gần Dân. `make run` shows the modelled Hanoi on a map; `make test` runs every test there is.

PORT ?= 8080
WORKSPACE ?= hanoi-demo.gpkg
FUZZ_SECONDS ?= 20

SOAK_PARTS ?= kills imports api memory

.PHONY: help run build test bench peers fuzz soak load deny looks fmt

help:
	@echo 'make run [PORT=8080] [WORKSPACE=hanoi-demo.gpkg]  install what is missing, build, make the demo city, serve its map'
	@echo 'make build   the release program with the web map in it, at target/release/gandan (or under CARGO_TARGET_DIR)'
	@echo 'make test    install what the tests need, run all of them; the last line tells how many passed and failed'
	@echo 'make bench   the benches (release build)'
	@echo 'make peers [WORKSPACE=city.gpkg]  the engine beside scipy and pandana, on a seeded province and on a workspace'
	@echo 'make fuzz [FUZZ_SECONDS=20] [FUZZ_TARGETS="tiff osm_xml"]  every reader under a coverage-guided fuzzer, so many seconds each'
	@echo 'make soak [SOAK_PARTS="kills imports api memory"]  the long tests: 200 killed programs and services; the largest files there may be'
	@echo '             (8 GB of disk, half an hour); ten minutes of generated requests; memory that stays flat for ten minutes'
	@echo 'make load GANDAN=program  how long answers take at 2,000 requests a second on data the size of a province (needs oha)'
	@echo 'make deny    licences, sources and bans of all dependencies (needs cargo-deny)'
	@echo 'make looks [WORKSPACE=hanoi-demo.gpkg]  every kind of document as PDF and PNG by LibreOffice, to be looked at'
	@echo 'make fmt     format the Rust sources'

run:
	@PORT='$(PORT)' WORKSPACE='$(WORKSPACE)' scripts/run.sh

build:
	@scripts/build.sh

test:
	@scripts/test.sh

bench:
	cargo bench --locked

peers:
	@WORKSPACE='$(WORKSPACE)' scripts/peers.sh

fuzz:
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_TARGETS='$(FUZZ_TARGETS)' scripts/fuzz.sh

soak:
	@scripts/soak.sh $(SOAK_PARTS)

load:
	@GANDAN='$(GANDAN)' scripts/load.sh

deny:
	@command -v cargo-deny >/dev/null || { echo 'cargo-deny is needed: cargo install cargo-deny --locked' >&2; exit 1; }
	cargo deny check bans licenses sources

looks:
	@WORKSPACE='$(WORKSPACE)' scripts/looks.sh

fmt:
	cargo fmt
