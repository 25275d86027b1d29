# Two commands for a newcomer:  make demo   and   make test.
# `make help` lists the rest.

PYTHON  ?= $(shell for v in python3.12 python3.11 python3.13 python3; do \
             command -v $$v >/dev/null 2>&1 && $$v -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
             && echo $$v && break; done)
VENV    ?= .venv
BIN     := $(VENV)/bin
PORT    ?= 8501
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo app test lint types unit bench format clean apertium

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/made: pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11–3.13 was found. Install one (Debian: apt install python3 python3-venv)."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || sh tools/system.sh venv
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the workbench into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/made-dev: $(VENV)/made
	@$(BIN)/python -m pip install --quiet --editable '.[dev,morphology,postgres]'
	@touch $@

apertium:  ## Apertium's language pairs (apt, needs root; NO_APT=1 skips)
	@sh tools/system.sh apertium

demo: $(VENV)/made apertium  ## the main job on the shipped example, here in the terminal
	@$(BIN)/python tools/demo.py

app: $(VENV)/made  ## open the web page with the example loaded
	@$(BIN)/workbench app --example --port $(PORT)

test: $(VENV)/made-dev apertium  ## lint, types and all tests
	@sh tools/system.sh browser
	@sh tools/system.sh axe
	@$(MAKE) --no-print-directory lint types unit

lint: $(VENV)/made-dev  ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/made-dev  ## mypy --strict
	$(BIN)/mypy

unit: $(VENV)/made-dev  ## tests only
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

bench: $(VENV)/made-dev  ## measure against the floors (needs WORKBENCH_DATA)
	$(BIN)/python benchmarks/run.py

format: $(VENV)/made-dev  ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove what the commands above made
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis screenshots
