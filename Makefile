# Everything a newcomer, a contributor or a CI machine needs, by name. `make help` lists it.

SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= 2
.DEFAULT_GOAL := help

# The environment is one folder: two installs into it at once would collide.
.NOTPARALLEL:
.PHONY: help setup demo test test-slow lint bench docs page clean

help: ## list these commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

# One stamp per set of extras: a second run finds the stamp and starts at once.
.venv/.installed-%: pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh $*

setup: .venv/.installed-run .venv/.installed-dev ## make .venv with Wengert and the tools of development

demo: .venv/.installed-run ## train a network on real handwritten digits and write a report
	@$(BIN)/wengert train --data digits --model mlp:64-32 --optimizer adam --lr 1e-3 --epochs 30

test: .venv/.installed-dev .venv/.installed-peers ## set up and run all tests but the slow ones
	@$(BIN)/python -m pytest -q -n $(WORKERS)

test-slow: .venv/.installed-dev .venv/.installed-peers ## run every test, the slow ones included
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "slow or not slow"

lint: .venv/.installed-dev ## check style, docstrings and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/pyright

bench: .venv/.installed-bench ## compare speed with the peers, side by side
	@$(BIN)/python -m benchmarks

docs: .venv/.installed-docs ## build the documentation; every warning is an error
	@$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

page: ## build the page of explanations from web/ (needs node and npm)
	@cd web && npm ci --silent && npm run --silent build

clean: ## remove the environment and everything built
	rm -rf .venv build dist docs/_build docs/api/generated .pytest_cache .ruff_cache .hypothesis
