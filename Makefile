# make install   a virtual environment with everything in .venv
# make demo      an invented region, warnings in it, and pages on http://127.0.0.1:8080
# make test      contracts, types, style, size, tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= $(CURDIR)/.demo
PORT ?= 8080

.PHONY: install install-dev demo test check unit browser bench docs lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py $(wildcard src/ipharbor/locale/*/LC_MESSAGES/*.po)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: install
	$(BIN)/ipharbor --home $(DEMO_HOME) demo --port $(PORT)

test: check unit

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

unit: install-dev
	$(BIN)/python -m pytest

browser: install-dev
	$(BIN)/python -m pytest -m browser

bench: install-dev
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/landscape.py
	$(BIN)/python benchmarks/pages.py

docs: install-dev
	$(BIN)/python tools/write_reference.py

lock:
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build -o requirements.lock pyproject.toml
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .demo
