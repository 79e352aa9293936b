# make install   a virtual environment with everything in .venv
# make demo      an invented region, warnings in it, and pages on http://127.0.0.1:8080; SCALE=0.1 a tenth of it, sooner
# make test      contracts, types, style, size, tests
# make test-slow   the walks in a browser, every page under axe, processes that are killed
# make test-postgres   the tests that touch the register once more, on PostgreSQL

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= $(CURDIR)/.demo
PORT ?= 8080
SCALE ?= 1
WORKERS ?= 2

.PHONY: axe fuzz-api install install-dev demo test test-slow test-postgres check unit browser bench docs lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py $(wildcard src/ipharbor/locale/*/LC_MESSAGES/*.po)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: install
	$(BIN)/ipharbor --home $(DEMO_HOME) demo --scale $(SCALE) --port $(PORT)

test: check unit

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

unit: install-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow"

# What takes minutes by itself, so that make test does not.
test-slow: install-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m slow

# The tests that touch the register, on a PostgreSQL server of their own (Debian: postgresql).
test-postgres: install-dev
	tools/with_postgres.sh $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile \
		-m "not browser" tests/actions tests/api tests/gateways tests/jobs tests/journal tests/ops tests/out tests/stores tests/web

browser: install-dev
	$(BIN)/python -m pytest -m browser

# Every page as every role, in both languages, light and dark, on a desk and on a phone.
axe: install-dev
	IPHARBOR_AXE=all $(BIN)/python -m pytest tests/browser/test_axe.py

fuzz-api: install-dev
	FUZZ_EXAMPLES=200 HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest tests/api/test_api_fuzz.py

bench: install-dev
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/landscape.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/nowcast.py
	$(BIN)/python benchmarks/forecasting.py

docs: install-dev
	$(BIN)/python tools/write_reference.py

lock:
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build -o requirements.lock pyproject.toml
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .demo
