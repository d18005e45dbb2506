# Everything a person types. The environment is made in .venv on first use, from requirements.lock, and kept.
#
#   make demo [EXIT=1] [COMMUNITIES=FILE.csv]    the main job, live; EXIT=1 ends after the table
#   make up                                      everything on this machine, until Ctrl-C
#   make test | quick | check | bench            all tests | those that are not slow | taste | figures
#   make backtest                                the numbers of docs/backtest-asf.md, written anew
#   make audit-page                              the tables of docs/audit.md, written anew
#   make lock                                    choose versions anew (wants uv)
#   make clean                                   removes .venv and caches; never your data in .perennial

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo up test quick check bench backtest audit-page lock clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)
COMPILE = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

# A name on the PATH is not yet an interpreter that works, nor one that can make environments: try each.
define FIND_PYTHON
for candidate in $${PYTHON:-} python3.13 python3.12 python3.11 python3; do \
	if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		echo "$$candidate"; exit 0; \
	fi; \
done; \
echo "Perennial needs Python 3.11 or newer with its venv module: install it (Debian: apt install python3 python3-venv)," >&2; \
echo "or name one: make PYTHON=/path/to/python3 ..." >&2; \
exit 1
endef

help:
	@sed -n '3,9s/^# *//p' Makefile

$(STAMP): requirements.lock pyproject.toml
ifdef UV
	@echo "Making $(VENV) with uv ..."
	@uv venv --quiet --allow-existing --python '>=3.11' $(VENV)
	@uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@python=$$($(FIND_PYTHON)); \
	echo "Making $(VENV) with $$python; the first time takes a minute or two ..."; \
	"$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/perennial demo $(if $(EXIT),--exit) $(if $(COMMUNITIES),--communities "$(COMMUNITIES)")

up: $(STAMP)
	@$(BIN)/perennial up

# Two processes, whatever the machine has: a test that runs a whole stack keeps several processors busy by itself.
BESIDE := -n 2 --dist loadfile --no-loadscope-reorder

# A stack is many processes: what Python has compiled once it keeps, whatever the shell says.
demo up test quick bench: export PYTHONDONTWRITEBYTECODE =

test: $(STAMP)
	@$(BIN)/python -m pytest $(BESIDE)

quick: $(STAMP)
	@$(BIN)/python -m pytest $(BESIDE) -m "not slow"

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

# The page itself says by which commands.
backtest: $(STAMP)
	@sed -n 's/^    \(perennial policy backtest\)/\1/p' docs/backtest-asf.md | PATH="$(CURDIR)/$(BIN):$$PATH" $(SHELL) -eu

# Attacks and forgeries, done again, with what is said of each.
audit-page: $(STAMP)
	@PERENNIAL_WRITE_PAGE=1 $(BIN)/python -m pytest -q tests/audit -k "test_the_page_tells"

lock:
	@command -v uv >/dev/null || { echo "make lock wants uv: python3 -m pip install uv" >&2; exit 1; }
	@$(COMPILE) --all-extras --group dev --output-file requirements.lock
	@$(COMPILE) --constraint requirements.lock --output-file requirements-server.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
