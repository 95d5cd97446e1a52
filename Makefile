# The house's commands; `make` alone lists them. Everything installed stands in .venv.

BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock docs

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s  %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv, with exactly the packages of requirements.lock

# `digest` is installed as a link to src/, so this runs again only for another lock or pyproject.
$(READY): requirements.lock pyproject.toml
	@sh scripts/setup.sh

demo: $(READY) ## the whole way on the sample feeds, into demo/outbox; nothing leaves this machine
	@$(BIN)/digest demo demo

test: $(READY) ## the tests; ARGS="-k dates" chooses some
	@$(BIN)/pytest $(ARGS)

check: $(READY) ## everything but the tests: style, types, floors, the lock, the generated docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_lock.py
	$(BIN)/python scripts/generate_docs.py --check
	$(BIN)/python scripts/catalogues.py --check

bench: $(READY) ## the measurements, in their short forms
	$(BIN)/python bench/render.py --runs 3 --items 12 200
	$(BIN)/python bench/crash.py --kills 3 --recipients 3000
	$(BIN)/python bench/send.py --recipients 100000
	$(BIN)/python bench/collect.py --records 3000

lock: $(READY) ## write requirements.lock anew; ARGS=--upgrade takes the newest of everything
	$(BIN)/pip-compile --quiet --generate-hashes --all-extras --strip-extras --allow-unsafe \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements.lock $(ARGS) pyproject.toml

docs: $(READY) ## write the generated pages of docs/ and the catalogues of phrases anew
	$(BIN)/python scripts/generate_docs.py
	$(BIN)/python scripts/catalogues.py
