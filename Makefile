# `make` alone tells what there is. Everything runs in .venv, which tools/bootstrap.py makes and keeps in step
# with the locked dependencies.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
NEED := @$(PYTHON) tools/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test test-full check format messages lock bench

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the demo on http://localhost:8000 (another port: make run PORT=8123); Ctrl-C stops it
	$(NEED)
	@exec $(BIN)/python -m config.demo run --port $(PORT)

demo-reset: ## throw the demo's data away; the next make run starts afresh
	$(NEED)
	@$(BIN)/python -m config.demo reset

test: check ## checks, then all tests in quick sizes, on a real PostgreSQL and Redis
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-full: check ## the same in full sizes: takes long
	TEST_SIZE=full $(BIN)/python -m pytest -n 2 --dist loadgroup

check: ## format, lint, types, migrations, import contracts, templates
	$(NEED) dev
	$(BIN)/python tools/check.py

format: ## put Python files and imports in order
	$(NEED) dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: ## collect the texts to translate into locale/*/LC_MESSAGES/django.po, and compile
	$(NEED) dev
	$(BIN)/python tools/messages.py
	$(BIN)/python -m config.catalogues

lock: ## turn requirements*.in into requirements*.txt, with hashes
	$(NEED) dev
	$(BIN)/python tools/lock.py

bench: ## measure the hot paths against a floor (see benchmarks/README.md)
	$(NEED) dev
	$(BIN)/python -m benchmarks
