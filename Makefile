# Every target a person runs; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
VAR := var
# What is collected first begins first: tests/conftest.py says which tests take long.
SHARED := --dist loadgroup --no-loadscope-reorder
# What Python and pytest compiled is kept for the next target, whatever the machine says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run start test test-postgres test-slow test-upgrade lint e2e bench bench-pages bench-import
.PHONY: lint-types lint-rest screenshots keep-release lock-migrations clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/.installed: requirements/base.txt
	@bin/make-venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(BIN)/.installed-dev: requirements/dev.txt
	@bin/make-venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $(BIN)/.installed $@

setup: $(BIN)/.installed ## Install into .venv, pinned, and do nothing else

run: $(BIN)/.installed ## Serve the demonstration on 127.0.0.1 (PORT=8000)
	@PORT=$(PORT) bin/run-demo

start: $(BIN)/.installed ## Serve your own company on 127.0.0.1 (PORT=8000, DATA_DIR=var/daylight)
	@PORT=$(PORT) bin/start

test: $(BIN)/.installed-dev ## Run the whole suite (SQLite, or DATABASE_URL)
	@$(BIN)/python -m pytest -n auto $(SHARED)

test-postgres: $(BIN)/.installed-dev ## Run the suite on PostgreSQL (its own throwaway one, unless DATABASE_URL is given)
	@bin/with-postgres $(BIN)/python -m pytest -n auto $(SHARED) -m "not any_database$(if $(MORE),, and not repeats)"

test-slow: $(BIN)/.installed-dev ## Try more days, histories, races and nasty values than make test does
	@MORE=1 PROPERTY_RUNS=$${PROPERTY_RUNS:-15} $(BIN)/python -m pytest -n auto \
		tests/demo/test_days.py tests/governance/test_properties.py tests/governance/test_months.py \
		tests/access/test_hostile.py tests/api/test_never_500.py tests/races tests/bench

test-upgrade: $(BIN)/.installed-dev ## Carry on the data of every release with today's code, on both databases
	@$(BIN)/python -m pytest tests/upgrade
	@bin/with-postgres $(BIN)/python -m pytest tests/upgrade

e2e: $(BIN)/.installed-dev ## Walk the story in a real browser
	@DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m pytest tests/e2e --override-ini addopts="-q --strict-markers" -n 2 $(SHARED)

bench: bench-pages bench-import ## Measure what should be fast, as ratios in one run

bench-pages: $(BIN)/.installed ## Measure every page of ten years and of twenty, against a trivial one
	@bin/with-postgres $(BIN)/python -m bin.bench pages

bench-import: $(BIN)/.installed ## Measure the import against the database's own bulk insert
	@$(BIN)/python -m bin.bench import

screenshots: $(BIN)/.installed-dev ## Make the pictures of the README from the demonstration company
	@DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m bin.screenshots

lock-migrations: ## Keep the digest of every new migration: from then on it is never edited
	@$(BIN)/python -m tests.upgrade.lock_migrations

keep-release: $(BIN)/.installed-dev lock-migrations ## Keep this release's database as text, for test-upgrade
	@folder=$$(mktemp -d) && DATABASE_URL=sqlite:///$$folder/dump.sqlite3 LOG_LEVEL=ERROR $(BIN)/python -m tests.upgrade.make_dump && rm -r "$$folder"
	@LOG_LEVEL=ERROR bin/with-postgres $(BIN)/python -m tests.upgrade.make_dump

lint: $(BIN)/.installed-dev ## Style, types, house order, migrations, deployment checks
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint-types lint-rest

lint-types:
	$(BIN)/mypy

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

clean: ## Remove what the other targets made, the demonstration's data too
	rm -rf $(VENV) $(VAR) staticfiles daylight.sqlite3*
