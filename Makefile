# Every target works on a fresh machine that has make and Python 3.11 or later with venv.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DB ?= orders.db
# The first of these that runs and is new enough; `make PYTHON=/path/to/python3.13 …` overrides it.
PYTHON ?= $(shell for p in python3.11 python3 python3.14 python3.13 python3.12 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed and none was found. Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: $(PYTHON) has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@# Type checkers cannot follow the editable import hook: a plain link serves every tool.
	@ln -sfn "$(CURDIR)" "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/disputes"
	@touch $@

.PHONY: setup
setup: $(READY) ## Make the environment in .venv

.PHONY: run
run: $(READY) ## The main job: real-looking orders in, disputes driven to their outcomes (database: DB=orders.db)
	@$(BIN)/python -m disputes.interfaces.console showcase --db sqlite:///$(DB)
	@echo "  (the command is $(BIN)/disputes; \`source $(BIN)/activate\` puts it on the path)"

.PHONY: test
test: $(READY) ## All tests, in parallel
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

.PHONY: check
check: $(READY) ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports --no-cache

tests/interop/node_modules/.ready: tests/interop/package-lock.json
	@npm ci --prefix tests/interop --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: interop
interop: $(READY) ## Thousands of paths agreed with XState, webhooks verified by npm (needs Node 20 and npm; three minutes)
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "make: interop needs Node 20 or later with npm. On Debian or Ubuntu: apt-get install nodejs npm" >&2; exit 1; }
	@$(MAKE) --no-print-directory tests/interop/node_modules/.ready
	@DISPUTES_INTEROP_SEQUENCES=1000 $(BIN)/python -m pytest -n auto --timeout=900 tests/interop $(ARGS)

.PHONY: bench
bench: $(READY) ## Measure beside a hand-written floor; writes docs/benchmarks.md (about five minutes)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: chaos
chaos: $(READY) ## Daemons killed, contended and besieged for minutes on a real PostgreSQL (about twelve minutes)
	@$(BIN)/python -m pytest chaos --confcutdir=chaos --timeout=600 $(ARGS)

.PHONY: postgres
postgres: $(READY) ## The PostgreSQL tests on every version from 14 to 18 (needs npm; about fifteen minutes)
	@$(BIN)/python -m compatibility $(ARGS)

.PHONY: thorough
thorough: $(READY) ## Whole, where `make test` plays a seeded part: thousands of sellers a card, every random story (ten minutes)
	@DISPUTES_PLAIN_SELLERS=2500 DISPUTES_EXAMPLES=1 DISPUTES_SUBSET_ON_DISK=1 DISPUTES_LATE_CARDS=all \
		$(BIN)/python -m pytest -n auto --dist worksteal --timeout=1800 tests/scoring/test_plain.py \
		tests/scoring/test_late_random.py tests/rules tests/simulation/test_whole_subset.py $(ARGS)

.PHONY: scores
scores: $(READY) ## Real orders through half a year of every score card; plots in build/scores (needs the Olist subset)
	@$(BIN)/python -m disputes.tests.scoring.show_half_year $(ARGS)

compatibility/spark/.venv/.ready: compatibility/spark/requirements.txt
	@echo "Setting up Spark in compatibility/spark/.venv (once; 400 MB) ..."
	@$(PYTHON) -m venv compatibility/spark/.venv
	@compatibility/spark/.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@ln -sfn "$(CURDIR)" "$$(compatibility/spark/.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/disputes"
	@touch $@

.PHONY: spark
spark: $(READY) ## Every score card on DuckDB and on Spark: the same scores (needs Java 17; a few minutes)
	@command -v java >/dev/null || { echo "make: Spark needs Java 17 or 21. On Debian or Ubuntu: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
	@$(MAKE) --no-print-directory compatibility/spark/.venv/.ready
	@$(BIN)/python -m compatibility.spark $(ARGS)

.PHONY: format
format: $(READY) ## Format and fix what can be fixed
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: lock
lock: $(READY) ## Renew requirements-dev.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --no-emit-index-url --no-header --python-version 3.11 \
		--all-extras --group dev --upgrade pyproject.toml -o requirements-dev.lock

.PHONY: holidays
holidays: $(READY) ## Write workflows/holidays.py anew: other days need new workflow versions
	@$(BIN)/python tools/freeze_holidays.py

.PHONY: docs
docs: $(READY) ## Write the generated pages of docs/ anew
	@$(BIN)/python -m disputes.tools.pages

.PHONY: clean
clean: ## Remove the environment and build products
	@rm -rf $(VENV) .postgres build dist *.egg-info tests/interop/node_modules
