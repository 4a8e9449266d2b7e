# Townships. `make run` starts everything on this machine, `make test` tests everything.
#
#   make run [ENGINES=real] [PORT=8000] [AS_OF=2026-11-24]
#   make test [REQUIRE=kafka,elasticsearch,chromium] [PYTEST="-k words"]
#   make proof [FULL=1] [SEED=n]        faults, leaks and restore; a seeded sample, or everything
#   make faults [RUNS=n] [SEED=n] [ENGINES=real] · make leaks · make audit
#   make bench · make chongqing · make bench-chongqing · make screenshots (the README's, and every page into var/pictures)

PYTHON ?= python3
ENGINES ?= embedded
REQUIRE ?=
PYTEST ?=
PORT ?=
AS_OF ?=
SEED ?= 0
RUNS ?= 0
FULL ?=

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
SOURCES := platform tenants services events graphql
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

PROOF = $(PY) -m pytest --seed=$(SEED) $(if $(FULL),--full) $(if $(REQUIRE),--require=$(REQUIRE)) $(PYTEST)

.PHONY: run test check proof faults leaks audit bench chongqing bench-chongqing screenshots requirements clean base dev ready

# exec: make's child is the run itself, which ends when make is killed.
run: base
	@TOWNSHIPS_FOLLOW_PARENT=1 exec $(PY) -m hub run --engines $(ENGINES) $(if $(PORT),--port $(PORT)) $(if $(AS_OF),--as-of $(AS_OF))

test: check
	$(PY) -m pytest -n 2 tests --ignore=tests/proof $(if $(REQUIRE),--require=$(REQUIRE)) $(PYTEST)

check: dev
	$(PY) -m ruff check .
	$(PY) -m hub.translations --check
	$(PY) -m mypy $(SOURCES)
	.venv/bin/lint-imports
	$(PY) -m hub check

proof: dev
	$(PROOF) -n 2 --dist=load tests/proof

faults: dev
	$(PROOF) --runs=$(RUNS) $(if $(filter file,$(origin ENGINES)),,--engines=$(ENGINES)) tests/proof/faults

leaks: dev
	$(PROOF) -n 2 --dist=load tests/proof/leaks

audit: dev
	$(PY) -m hub.audit

chongqing: dev
	$(PY) -m tests.chongqing build

bench-chongqing: dev
	$(PY) -m tests.chongqing bench

bench: dev
	TOWNSHIPS_BENCH=1 $(PY) -m pytest tests/bench -q -p no:cacheprovider $(PYTEST)

screenshots: dev
	$(PY) -m tests.browser.screenshots docs/images
	PICTURES=$(CURDIR)/var/pictures $(PY) -m pytest -q tests/browser/test_every_page.py -k everybody $(PYTEST)
	@echo "Every page, in both languages and themes, on a telephone and on a desk: var/pictures"

# What is pinned is what base.in and dev.in resolve to today; no index address gets into the files.
requirements: .venv/bin/python
	$(PIP) install pip-tools
	cd requirements && for set in base dev; do \
	  ../$(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --resolver=backtracking --output-file $$set.txt $$set.in; done

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find $(SOURCES) tests \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +

# --- The environment: .venv follows the pinned requirements and is touched only when they have changed. ---

base dev: .venv/bin/python
	@sha256sum requirements/$@.txt | cmp -s - .venv/$@.sum || { \
	  $(PY) -m pip --disable-pip-version-check install --require-hashes --no-deps -r requirements/$@.txt | \
	  awk -v all="$$(grep -c '==' requirements/$@.txt)" '/^Collecting|^Requirement/ {printf "\r\033[KPinned packages: %d of %d", ++n, all; fflush()} \
	    /^Installing/ {printf "\r\033[KPinned packages: installing …"; fflush()} END {print "\r\033[KPinned packages ($@) are there."}' && \
	  sha256sum requirements/$@.txt > .venv/$@.sum; }
	@$(MAKE) ready

# The five source roots are importable through a .pth file: nothing to build, and a new app is there at once.
ready:
	@printf '%s\n' $(SOURCES:%="$(CURDIR)/%") > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/townships.pth"
	@printf '#!/bin/sh\nexec "%s" -m hub "$$@"\n' "$(CURDIR)/$(PY)" > .venv/bin/townships && chmod +x .venv/bin/townships
	@$(PY) -m hub.translations

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
