# Every target with its help text after the two hashes; `make help` prints them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON := $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --no-input
UV := uv==0.13.9
CANAILLE := canaille[front,oidc,server,sqlite]==0.3.6
PATRONI := "patroni[etcd3]==4.1.5" "psycopg[binary]==3.3.9"
# One that the user can read whom PostgreSQL runs as.
READABLE_PYTHON := $(or $(wildcard /usr/bin/python3),$(PYTHON))
CASES ?=

# pip says a line for every file; a newcomer reads how far it is. What a pipe ends with is what its last command says.
COUNTED = { count=0 ended=; while read -r word rest; do case "$$word" in \
		Collecting) count=$$((count + 1)); test $$((count % 10)) -ne 0 || echo "  $$count packages fetched ...";; \
		Installing) echo "  all $$count packages fetched, installing them ...";; \
		Ended) ended=yes;; \
	esac; done; test "$$ended" = yes; }

# The files of the environment are public packages: readable for the user that PostgreSQL runs as, whatever umask is in force.
define install_from
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on the PATH." >&2; exit 1; }
	@echo "Installing the environment (.venv) from $(1) ..."
	@umask 022 && $(PYTHON) -m venv .venv
	@umask 022 && { $(PIP) install --progress-bar off --require-hashes --requirement $(1) && echo Ended; } | $(COUNTED)
	@umask 022 && $(PIP) install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@
endef

.venv/installed: requirements.lock pyproject.toml
	$(call install_from,requirements.lock)

.venv/developing: requirements-develop.lock pyproject.toml
	$(call install_from,requirements-develop.lock)
	@touch .venv/installed

.PHONY: help
help: ## Print every target with what it does.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target text; do printf '  %-12s %s\n' "$$target" "$$text"; done

.PHONY: run
run: .venv/installed ## Start everything: database, demonstration county, server with the worker inside.
	@$(BIN)/lianbang run

.PHONY: large
large: .venv/installed ## Make a database of a million referrals under var/large, kept for `make plans`; FAMILIES=how many.
	@LIANBANG_VAR=var/large $(BIN)/lianbang seed --families $(or $(FAMILIES),890000)

.PHONY: plans
plans: .venv/developing ## Run every list on the large county as every kind of viewer, and fail where more is read than shown; LISTS=names.
	@$(BIN)/python -m benchmarks.plans var/large "$(or $(LISTS),.*)"

.PHONY: install
install: .venv/installed ## Make the environment (.venv) that runs the platform.

.PHONY: develop
develop: .venv/developing ## Make the environment with the tools for tests and linters too.

# What is compiled is kept also where the environment says not to: else every worker, and every program that a test starts, compiles it anew.
.PHONY: test
test: .venv/developing ## Run every test; CASES=path runs a part of them.
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --numprocesses logical --dist worksteal $(CASES)

.PHONY: cases
cases: .venv/developing ## Write the planner's cases anew: statements, answers, what is noted; read the difference.
	@LIANBANG_WRITE_CASES=1 $(BIN)/python -m pytest --quiet tests/resolvers/planner/test_cases.py

.PHONY: installation
installation: .venv/developing ## Play docs/installation.md, from an empty folder to the first signed referral.
	@LIANBANG_INSTALLATION=1 $(BIN)/python -m pytest --quiet tests/deploy/test_installation.py

.PHONY: oracle
oracle: .venv/developing ## Hold drawn questions against what may be seen, and both ways to answer against each other; QUESTIONS=how many.
	@LIANBANG_ORACLE_QUESTIONS=$(or $(QUESTIONS),10000) $(BIN)/python -m pytest --quiet --numprocesses logical --dist load \
		tests/oracle/test_oracle.py tests/oracle/test_each_alone.py tests/schema/execute/test_both_ways.py \
		tests/resolvers/planner/sql/test_sought.py

.PHONY: model
model: .venv/developing ## Play the life cycle against its model for long; GAMES=number of examples.
	@LIANBANG_MODEL_EXAMPLES=$(or $(GAMES),1000) $(BIN)/python -m pytest --quiet -k agrees tests/model

.PHONY: crash
crash: .venv/developing ## Kill PostgreSQL in the midst of readings, then servers, worker, database, all under load; CRASHES=how often.
	@LIANBANG_CRASHES=$(or $(CRASHES),20) $(BIN)/python -m pytest --quiet tests/test_crash.py
	@LIANBANG_KILLS=$(or $(CRASHES),100) $(BIN)/python -m pytest --quiet --capture=no tests/deploy/crash.py

.PHONY: rolling
rolling: .venv/developing ## Renew the server processes at 100 requests a second, none of which may fail; RENEWALS=how often.
	@LIANBANG_RENEWALS=$(or $(RENEWALS),3) $(BIN)/python -m pytest --quiet --capture=no tests/deploy/rolling.py

.PHONY: upgrade
upgrade: .venv/developing ## Replace the version before the newest migration by this one at 100 requests a second; BEFORE=commit.
	@LIANBANG_BEFORE="$(BEFORE)" $(BIN)/python -m pytest --quiet --capture=no tests/deploy/upgrade.py

.PHONY: providers
providers: .venv/developing ## Sign in at real providers, which are fetched from npm and PyPI into var/providers; slow.
	@mkdir -p var/providers && cp tests/auth/browser/providers/package*.json var/providers/ && npm ci --silent --prefix var/providers
	@test -x var/providers/canaille/bin/canaille || { $(PYTHON) -m venv var/providers/canaille \
		&& var/providers/canaille/bin/python -m pip install --quiet "$(CANAILLE)"; }
	@LIANBANG_PROVIDERS=var/providers $(BIN)/python -m pytest --quiet tests/auth/browser/test_providers.py

.PHONY: recovery
recovery: .venv/developing ## Play docs/recovery.md: back to a moment, a standby, its promotion.
	@$(BIN)/python -m pytest --quiet tests/deploy/recovery.py

.PHONY: standby
standby: .venv/developing ## Read from a standby that is killed, frozen and held back meanwhile; ROUNDS=how often.
	@LIANBANG_ROUNDS=$(or $(ROUNDS),2) $(BIN)/python -m pytest --quiet --capture=no tests/deploy/standby.py

.PHONY: failover
failover: .venv/developing ## Kill the primary of a Patroni cluster under load, with Debian's etcd-server; KILLS=how often.
	@test -x var/patroni/bin/patroni || { mkdir -p var && $(READABLE_PYTHON) -m venv --without-pip var/patroni \
		&& $(PIP) --python var/patroni/bin/python install --quiet $(PATRONI); }
	@LIANBANG_PATRONI="$(CURDIR)/var/patroni" LIANBANG_KILLS=$(or $(KILLS),3) $(BIN)/python -m pytest --quiet --capture=no -r s tests/deploy/failover.py

.PHONY: proxy
proxy: .venv/developing ## Serve behind deploy/nginx.conf and deploy/Caddyfile with the nginx and caddy of this machine (Debian's packages).
	@$(BIN)/python -m pytest --quiet --capture=no -r s tests/deploy/proxy.py

.PHONY: pgbouncer
pgbouncer: .venv/developing ## Work over deploy/pgbouncer.ini with the PgBouncer of this machine (Debian's package pgbouncer).
	@$(BIN)/python -m pytest --quiet --capture=no tests/deploy/pooler.py

.PHONY: bundle
bundle: .venv/installed ## Make an archive that installs the platform without internet; INTO=folder, var/bundle by default.
	@sh deploy/bundle.sh $(BIN)/python "$(or $(INTO),var/bundle)"

.PHONY: container
container: bundle ## Build deploy/Containerfile of the bundle with buildah; BASE=image, or one is made of Debian's packages.
	@BASE="$(BASE)" sh deploy/container.sh "$(or $(INTO),var/bundle)"

.PHONY: offline
offline: .venv/developing ## Install a bundle where there is no network, and serve.
	@$(BIN)/python -m pytest --quiet tests/deploy/bundle.py

.PHONY: bench
bench: .venv/developing ## Measure two inboxes beside PostGraphile and others; on the county of `make large` if it is there; ROUNDS=, SECONDS=of each.
	@mkdir -p var/postgraphile && cp benchmarks/postgraphile/* var/postgraphile/ && npm ci --silent --no-audit --prefix var/postgraphile \
		|| echo "PostGraphile is left out: npm could not fetch it." >&2
	@LIANBANG_VAR=$(or $(LIANBANG_VAR),$(wildcard var/large),var) $(BIN)/python -m benchmarks.peers.bench $(or $(ROUNDS),8) $(or $(SECONDS),2)

.PHONY: bench-short
bench-short: .venv/developing ## Try whether the bench works, in two minutes: two rounds of half a second, without fetching anything.
	@LIANBANG_VAR=$(or $(LIANBANG_VAR),$(wildcard var/large),var) $(BIN)/python -m benchmarks.peers.bench 2 0.5

.PHONY: bench-around
bench-around: .venv/developing ## Measure the endpoint in turns with one written by hand, without a socket, on the database of the environment.
	@$(BIN)/python -m benchmarks.around

.PHONY: bench-commands
bench-commands: .venv/developing ## Measure commands, a bulk and an import in turns with their own statements in pgbench, on a database made for it.
	@$(BIN)/python -m benchmarks.commands

.PHONY: bench-policies
bench-policies: .venv/developing ## Measure what row security costs each list of the large county, beside none and policies by hand; LISTS=names.
	@$(BIN)/python -m benchmarks.policies var/large "$(or $(LISTS),.*)"

.PHONY: lanes
lanes: .venv/developing ## Measure an office's inbox alone and beside groups, commands and imports, on the large county, which grows by it.
	@LIANBANG_VAR=var/large $(BIN)/python -m benchmarks.lanes

.PHONY: cities
cities: .venv/developing ## Measure two servers with a city each, by postgres_fdw, against one; REFERRALS=of each city.
	@LIANBANG_REFERRALS=$(or $(REFERRALS),100000) $(BIN)/python -m benchmarks.cities

.PHONY: lint
lint: .venv/developing ## Check style, types and the arrows between the folders.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: format
format: .venv/developing ## Lay the code out and mend what the linter can mend.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: migration
migration: .venv/developing ## Write the next migration from what differs in db/tables; TITLE="what changes".
	@test -n "$(TITLE)" || { echo 'Say what changes: make migration TITLE="referrals know their colour".' >&2; exit 1; }
	@$(BIN)/python -m db.migrations.write_migration "$(TITLE)"
	@$(BIN)/ruff format --quiet db/migrations/versions
	@$(BIN)/ruff check --quiet --fix db/migrations/versions

.PHONY: schema
schema: .venv/developing ## Print the contract into schema.graphql.
	@$(BIN)/python -m schema.printed

.PHONY: docs
docs: .venv/developing ## Print the tables of the house into docs/generated.
	@$(BIN)/python -m docs.generate

.PHONY: story
story: .venv/developing ## Play the READMEs and the pages of docs/departments, and write the answers that come into them.
	@$(BIN)/python -m tests.story
	@$(BIN)/python -m tests.departments

.PHONY: lock
lock: ## Make both lock files anew from pyproject.toml, with the newest versions.
	@$(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install --quiet "$(UV)"
	@var/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --output-file requirements.lock pyproject.toml
	@var/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --group develop --constraint requirements.lock --output-file requirements-develop.lock pyproject.toml

.PHONY: rules
rules: ## Check the alert rules with promtool, which Debian's package prometheus brings.
	@promtool check rules deploy/alerts.yml

.PHONY: clean
clean: ## Remove the environment and what tools have left; var/ with its data stays.
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
