# Inspect (蓝天巡查). `make help` lists the targets; the work is done by the scripts under scripts/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

export PORT ?= 8000
export INSTANCE ?= instance
# The folder with real photos, boundaries and bulletins that some tests and `make real-loop` read.
DATA ?=
# Tests of the browser wait about as long as they compute: half as many workers again as cores.
WORKERS ?= $(shell expr $$(nproc) '*' 3 / 2)

BIN := .venv/bin
RUNTIME := .venv/runtime.stamp
TOOLS := .venv/tools.stamp
MODULES := static/pwa/node_modules/.stamp
APP := static/pwa/dist/.stamp
APP_SOURCES := $(shell find static/pwa -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f ! -name schema.d.ts -print) docs/openapi.json

##@ Use
.PHONY: run web worker install
run: $(RUNTIME) $(APP) ## start everything with the demo city; PORT= INSTANCE= DEMO_PASSWORD= HTTPS=1
	@exec $(BIN)/python -m scripts.run

web: $(RUNTIME) $(APP) ## start only the web server, settings from the environment
	@exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py wsgi:app

worker: $(RUNTIME) ## start only the background worker, settings from the environment
	@exec $(BIN)/python -m inspect_app.worker

install: $(RUNTIME) $(APP) ## only the packages and the built phone app, for a real installation

##@ Develop
.PHONY: setup test check docs format unit bench real-loop cluster drill restore-drill tour bench-app clean
setup: $(TOOLS) $(MODULES) ## install everything that working on the code needs

test: $(TOOLS) $(MODULES) ## every test: front end, unit, both databases and stores, browser
	@scripts/debian_packages.sh
	@scripts/frontend.sh run --silent test
	@$(MAKE) $(APP)
	@scripts/frontend.sh run --silent check:size
	@DATA="$(abspath $(DATA))" $(BIN)/pytest -n $(WORKERS) --dist load --maxschedchunk 1 $(ARGS)

unit: $(TOOLS) ## only the tests that need no server, in seconds
	@$(BIN)/pytest -q tests/unit $(ARGS)

check: $(TOOLS) $(MODULES) ## style, types, and who may import whom
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@scripts/frontend.sh run --silent check

docs: $(TOOLS) ## rewrite the pages that are made from the code
	@$(BIN)/python -m scripts.settings_page
	@$(BIN)/python -m scripts.api_document
	@$(BIN)/flask --app wsgi indicators page
	@$(BIN)/python -m scripts.golden_proofs
	@$(BIN)/python -m scripts.golden_statements

format: $(TOOLS) ## rewrite the Python code in the house style
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(TOOLS) ## what this machine can do at most, and how near the program comes
	@$(BIN)/python -m bench $(ARGS)

bench-app: $(TOOLS) $(APP) ## Lighthouse, slow links and touches of the phone app; not a gate, say the load
	@$(BIN)/python -m bench.app

tour: $(TOOLS) $(APP) ## take the pictures of docs/tour.md again
	@$(BIN)/python -m scripts.tour

real-loop: $(TOOLS) ## drive real photos and boundaries through a fresh instance: DATA=DIR
	@$(BIN)/python -m scripts.real_loop "$(DATA)"

cluster: $(TOOLS) ## production on one machine: 3 web, 2 workers, PostgreSQL with a standby, Redis, Ceph, nginx
	@scripts/debian_packages.sh
	@$(BIN)/python -m tests.drill --stay

drill: $(TOOLS) ## an upgrade and thirteen faults under load on that cluster, and what was lost; ARGS="--only Redis"
	@scripts/debian_packages.sh
	@$(BIN)/python -m tests.drill $(ARGS)

restore-drill: $(RUNTIME) ## back up a city that works, restore it on an empty machine, verify all of it
	@$(BIN)/python -m scripts.restore_drill

clean: ## remove what was built or installed here; INSTANCE stays
	rm -rf .venv static/pwa/node_modules static/pwa/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
.PHONY: help

# What is installed or built once, and again when its sources change.
$(RUNTIME): requirements.txt scripts/environment.sh
	@echo "Installing the Python packages …"
	@scripts/environment.sh requirements.txt
	@touch $@

$(TOOLS): requirements.txt requirements-dev.txt requirements-telemetry.txt scripts/environment.sh
	@echo "Installing the Python packages and tools …"
	@scripts/environment.sh requirements.txt requirements-dev.txt
	@touch $(RUNTIME) $@

$(MODULES): static/pwa/package.json static/pwa/package-lock.json | $(RUNTIME)
	@echo "Installing the front end's packages …"
	@scripts/frontend.sh ci
	@touch $@

$(APP): $(MODULES) $(APP_SOURCES)
	@echo "Building the front end …"
	@scripts/frontend.sh run --silent build -- --logLevel warn
	@touch $@
