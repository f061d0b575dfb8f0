#!/bin/sh
# The engine and mart tests on the oldest DuckDB that is supported; the lock file has the newest.
set -eu
rm -rf .venv-duckdb
.venv/bin/python -m venv .venv-duckdb
grep -v '^duckdb==' requirements.lock > .venv-duckdb/requirements.txt
.venv-duckdb/bin/pip install --quiet --disable-pip-version-check -r .venv-duckdb/requirements.txt 'duckdb>=1.5,<1.6'
.venv-duckdb/bin/pip install --quiet --disable-pip-version-check --no-deps --editable .
.venv-duckdb/bin/python -m pytest -q -m "not browser and not slow" tests/engine tests/mart
