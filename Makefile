# One line per thing a person does here. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PACKAGES := config accounts workflows notifications mentoring
ALL := $(PACKAGES) tests manage.py
# A test that hangs says where after fifteen minutes, fails, and the others go on.
PATIENCE := -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true
BOTH := --dist=each --tx=popen//env:TEST_DATABASE=sqlite --tx=popen//env:TEST_DATABASE=postgresql
COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
# The tests bring their own servers; nobody's database or broker is touched by accident. They start many
# processes: what Python compiles is kept, outside the tree.
CLEAN_ENVIRONMENT := env -u DATABASE_URL -u REDIS_URL -u RECORD_KEYS -u SEALING_KEYS -u ERASURE_LIST -u SECRET_KEY -u BIMBING_DATA \
	-u DJANGO_SETTINGS_MODULE -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/.venv/pycache

.PHONY: help setup demo run test test-one test-rotation test-races test-faults test-model test-year test-matrix test-canaries test-schema test-crawl bench screenshots lint fix types imports messages diagrams lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## the whole product with people in it, on http://localhost:8000 (PORT=…, ONCE=1)
	@scripts/bootstrap demo
	@$(PYTHON) -m config.demo

test: ## everything a change must pass, on SQLite and on PostgreSQL side by side (pages on one of them)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) $(PYTHON) -m pytest $(BOTH) $(PATIENCE) --durations=10 $(ARGS)

test-one: ## some tests on one database: make test-one ARGS=tests/workflows TEST_DATABASE=postgresql
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) $(PYTHON) -m pytest $(ARGS)

test-races: ## the races at full length: 200 rounds of accept against decline, on PostgreSQL
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) RACE_ROUNDS=200 TEST_DATABASE=postgresql $(PYTHON) -m pytest tests/mentoring/races $(ARGS)

test-rotation: ## keys turned under 20,000 notes and 10 kills, and a million nonces (ROTATION_NOTES=…, NONCES=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) ROTATION_NOTES=$(or $(ROTATION_NOTES),20000) ROTATION_KILLS=$(or $(ROTATION_KILLS),10) \
		NONCES=$(or $(NONCES),1000000) TEST_DATABASE=$(or $(TEST_DATABASE),postgresql) \
		$(PYTHON) -m pytest tests/mentoring/sealing/test_rotation.py tests/mentoring/sealing/test_cipher.py $(ARGS)

test-faults: ## 220 strikes at 2,000 reminders: kills, 20 crashes of PostgreSQL, flushes of Redis (FAULT_SEED=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) TEST_DURABLE=1 FAULT_STRIKES=$(or $(FAULT_STRIKES),220) TEST_DATABASE=postgresql \
		$(PYTHON) -m pytest tests/faults $(ARGS)

test-model: ## the engine beside its reference model, 2,000 random lives on each database (MODEL_EXAMPLES=…, MODEL_SEED=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) MODEL_EXAMPLES=$(or $(MODEL_EXAMPLES),2000) $(PYTHON) -m pytest $(BOTH) tests/model/test_model.py $(ARGS)

test-year: ## a year of 2,300 items, 1,000 of all kinds that are shipped, and 50,000 rings beside the model (YEAR_SEED=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) YEAR_ITEMS=$(or $(YEAR_ITEMS),1300) YEAR_ALL=$(or $(YEAR_ALL),1000) YEAR_WEEKS=52 \
		YEAR_RINGS=$(or $(YEAR_RINGS),50000) YEAR_ALL_RINGS=$(or $(YEAR_ALL_RINGS),5000) \
		$(PYTHON) -m pytest $(BOTH) tests/model/test_year.py tests/model/test_year_of_all_kinds.py $(ARGS)

test-schema: ## the API against its own document at full length: 100 examples an address, as every role
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) SCHEMA_EXAMPLES=100 $(PYTHON) -m pytest -n auto tests/mentoring/api/test_schema_holds.py tests/mentoring/api/test_states_hold.py $(ARGS)

test-crawl: ## every form by every role at full length: 30 hostile fillings of each (CRAWL_SEED=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) CRAWL_ROUNDS=30 $(PYTHON) -m pytest tests/crawl $(ARGS)

test-matrix: ## the permission matrix whole: every address, method, actor and relation (half an hour on two cores)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) MATRIX=whole $(PYTHON) -m pytest -n auto tests/permissions $(ARGS)

test-canaries: ## over 1,000 words told in confidence, searched for everywhere else (CANARY_LIVES=…, CANARY_SEED=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) CANARY_LIVES=$(or $(CANARY_LIVES),25) TEST_DATABASE=postgresql \
		$(PYTHON) -m pytest tests/canaries $(ARGS)

bench: ## what changes, sweeps, mails and pages cost beside the least they could (BENCH_ARMED=…, BENCH_ITEMS=…)
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) TEST_DURABLE=1 TEST_DATABASE=postgresql $(PYTHON) -m pytest -m benchmark tests/benchmarks $(ARGS)
	@$(CLEAN_ENVIRONMENT) TEST_DATABASE=sqlite $(PYTHON) -m pytest -m benchmark tests/benchmarks $(ARGS)

screenshots: ## the stories played in a browser, their pages kept in docs/screenshots
	@scripts/bootstrap dev
	@$(CLEAN_ENVIRONMENT) SCREENSHOTS=docs/screenshots $(PYTHON) -m pytest tests/e2e $(ARGS)

setup: ## everything a developer needs, installed into .venv
	@scripts/bootstrap dev

run: ## a development server on SQLite, with autoreload (PORT=…)
	@scripts/bootstrap run
	@$(MANAGE) migrate --verbosity=0
	@$(MANAGE) runserver $(or $(PORT),8000)

lint: setup ## style of the whole tree
	@$(PYTHON) -m ruff check $(ALL)
	@$(PYTHON) -m ruff format --check $(ALL)

fix: setup ## repair what style can repair by itself
	@$(PYTHON) -m ruff check --fix $(ALL)
	@$(PYTHON) -m ruff format $(ALL)

types: setup ## mypy, strict
	@$(PYTHON) -m mypy

imports: setup ## the layers, checked
	@.venv/bin/lint-imports --no-cache

messages: setup ## compile the translations and list what is missing
	@$(PYTHON) scripts/messages.py

diagrams: setup ## docs/workflows.md, permissions.md and openapi.yaml, written anew from the source
	@$(MANAGE) draw_machines
	@$(MANAGE) draw_permissions
	@$(MANAGE) spectacular --lang en --file docs/openapi.yaml

lock: setup ## pin requirements/ anew from pyproject.toml (UPGRADE=--upgrade)
	@$(COMPILE) $(UPGRADE) --group tools -o requirements/tools.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml -o requirements/run.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --group demo -o requirements/demo.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --group apprise -o requirements/apprise.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --group dev -o requirements/dev.txt

clean: ## remove what was installed or generated; data in var/ stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(ALL) -name __pycache__ -type d -prune -exec rm -rf {} +
