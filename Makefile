# Needs Python 3.11+ and make; everything else is installed into .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
READY := $(VENV)/.ready
ALPHA := .venv-alpha/.ready
WORKERS ?= auto

.PHONY: demo test check format docs serve train clean ready datasette-alpha

demo: $(RUNTIME)  ## Read the fixtures' story and open it in Datasette.
	$(BIN)/notesight demo

test: check  ## Lint, types, floors, generated docs and every test.
	$(BIN)/pytest -n $(WORKERS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python fixtures/check.py
	COLUMNS=80 NO_COLOR=1 TERM=dumb $(BIN)/cog --check -I tests README.md

ready: $(READY) $(ALPHA)  ## Install all that the tests need; with -j2 at once.

datasette-alpha: $(ALPHA)  ## The plugin's tests once more, on Datasette's 1.0 alpha line.
	.venv-alpha/bin/pytest -n $(WORKERS) tests/test_publish*.py

$(ALPHA): pyproject.toml
	$(PYTHON) -m venv .venv-alpha
	.venv-alpha/bin/python -m pip install --quiet --disable-pip-version-check --pre "datasette==1.0a41" -e ".[dev]"
	@touch $(ALPHA)

format: $(READY)  ## Put code and generated docs in order.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	COLUMNS=80 NO_COLOR=1 TERM=dumb $(BIN)/cog -r -I tests README.md

docs: format

train: $(READY)  ## Make the weights of the embedded extractor again from training/data.
	$(BIN)/python training/train.py
	$(BIN)/python training/rarity.py

serve: $(RUNTIME)
	$(BIN)/notesight serve

$(RUNTIME): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "notesight needs Python 3.11 or newer; name one with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $(RUNTIME)

$(READY): $(RUNTIME) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $(READY)

clean:
	rm -rf $(VENV) .venv-alpha .axe dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
