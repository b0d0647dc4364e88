# Everything a newcomer needs: `make demo` and `make test`. Each sets up .venv first.
.PHONY: install demo demo-reset test lint types check lock docs pictures hooks clean
PYTHON ?= python3
BIN := .venv/bin

install: .venv/.installed

# The lock pins every dependency by hash; the project itself is installed editable on top.
.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ratingsbot needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	$(BIN)/ratingsbot demo

demo-reset: install
	$(BIN)/ratingsbot demo --reset

test: install
	$(BIN)/pytest -n 2

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: install
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

# What CI runs, and pre-commit too.
check: lint types test

lock: install
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate --python-version 3.11 --extra dev --output-file requirements.lock pyproject.toml

docs: install
	$(BIN)/python tools/document.py

pictures: install
	$(BIN)/python tools/pictures.py

hooks: install
	$(BIN)/pre-commit install

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
