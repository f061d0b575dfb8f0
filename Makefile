# Two commands matter: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
# Compiled files are kept: a command would spend most of its time on compiling otherwise.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
STATE := $(shell cat requirements.lock pyproject.toml scripts/system_packages.sh | cksum | cut -d' ' -f1)
STAMP := .venv/.ready-$(STATE)
# Who only looks at the demo need not load what the tests need, which is twice as much again.
RUNS := .venv/.runs-$(STATE)

.PHONY: setup demo lint test test-all generate screenshots bench lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@sh scripts/system_packages.sh python
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@rm -f .venv/.ready-*; touch $@

$(RUNS): requirements.lock pyproject.toml
	@sh scripts/system_packages.sh python
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@rm -f .venv/.runs-*; touch $@

demo: $(if $(wildcard $(STAMP)),,$(RUNS))
	$(BIN)/steerboard demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/house_rules.py

test: setup
	@sh scripts/system_packages.sh browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" tests

test-all: setup
	@sh scripts/system_packages.sh browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --hypothesis-profile default tests
	sh scripts/test_other_duckdb.sh

generate: setup
	$(BIN)/python -m steerboard.site.generate
	$(BIN)/python scripts/compile_messages.py

screenshots: setup
	@sh scripts/system_packages.sh browser
	$(BIN)/python scripts/screenshots.py

bench: setup
	$(BIN)/python -m benchmarks

lock: setup
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --all-extras --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock

clean:
	rm -rf .venv workspace build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
