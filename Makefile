# `make` alone lists what you can do. Everything is installed into .venv; nothing else on this computer is touched.
.DEFAULT_GOAL := help
.PHONY: help run test test-full test-faults lint format messages lock clean bench-polling bench-media bench-preview bench-review bench-gallery
PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes --no-deps
LOCK := uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11
FOUND = $(shell for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
$(shell $(PYTHON) -c '' 2>/dev/null || rm -f .venv/.requirements) # an environment whose Python has gone is made again

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | expand -t 18
run: .venv/.requirements ## start the studio on http://localhost:8000 (another port: PORT=9000 make run)
	@exec $(PYTHON) manage.py studio
test: .venv/.test-requirements ## run all tests; installs a browser where there is none
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder
test-full: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
test-full: export BROKER_URL ?= redis://127.0.0.1:6379/15
test-full: .venv/.test-requirements ## run the tests marked `stack` on PostgreSQL and Redis
	@$(PYTHON) -c 'import os, psycopg, redis; psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=3); \
	redis.from_url(os.environ["BROKER_URL"]).ping()' 2>/dev/null || { echo "These tests need PostgreSQL at" \
	"$$DATABASE_URL and Redis at $$BROKER_URL. Start them, or set DATABASE_URL and BROKER_URL."; exit 1; }
	@$(PYTHON) -m pytest -n 3 --dist loadfile -m stack
test-faults: .venv/.test-requirements ## kill and break whatever can be, on both stacks (over an hour)
	@$(PYTHON) -m tests.faults && $(PYTHON) -m tests.faults --stack full && $(PYTHON) -m tests.infrastructure
	@THOROUGH=1 $(PYTHON) -m pytest tests/spending tests/renders/test_machine.py tests/renders/test_fault_table.py \
		tests/media tests/vision tests/browser
	@THOROUGH=1 $(PYTHON) -m tests.servers $(PYTHON) -m pytest -m stack tests/spending tests/renders/test_machine.py
bench-polling: .venv/.test-requirements ## what it costs to look at 10,000 videos that are being made
	@$(PYTHON) -m tests.bench.polling
bench-media: .venv/.test-requirements ## what it costs to check a photo and a recording
	@$(PYTHON) -m tests.bench.media
bench-preview: .venv/.test-requirements ## what a talking draft costs beside a film of the still picture
	@$(PYTHON) -m tests.bench.preview
bench-review: .venv/.test-requirements ## what guests who watch a film cost those who look at pages
	@$(PYTHON) -m tests.bench.review
bench-gallery: .venv/.test-requirements ## what the gallery costs with 100,000 videos (about ten minutes)
	@$(PYTHON) -m tests.bench.gallery
lint: export DATA_DIR := $(CURDIR)/.venv/lint-data
lint: .venv/.test-requirements ## every check that is not a test
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy && .venv/bin/lint-imports
	$(PYTHON) -m djlint --lint --quiet templates && $(PYTHON) manage.py makemigrations --check --dry-run
format: .venv/.test-requirements ## bring the code into its usual form
	$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .
messages: .venv/.requirements ## collect the strings to translate and compile the translations (needs gettext)
	$(PYTHON) manage.py makemessages -l nl -l zh_Hans --no-obsolete --add-location file -i .venv -i data
	$(PYTHON) manage.py compilemessages -i .venv
lock: ## resolve the versions of all packages again (needs uv)
	$(LOCK) pyproject.toml -o requirements.txt && $(LOCK) --group dev -c requirements.txt -o tests/requirements.txt
clean: ## remove the environment; your files stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
.venv/.requirements: requirements.txt
	$(eval BASE := $(FOUND))$(if $(BASE),,$(error Please install Python 3.11 or newer, from python.org for example))
	@$(BASE) -c 'import ensurepip' 2>/dev/null || { echo "Please run this first: sudo apt install python3-venv"; exit 1; }
	@echo "Setting up. This takes a minute, and only the first time." && $(BASE) -m venv --clear .venv
	@$(INSTALL) -r requirements.txt || { echo "The packages did not arrive. Are you online? Then try again."; exit 1; }
	@touch $@
.venv/.test-requirements: tests/requirements.txt .venv/.requirements
	@$(INSTALL) -r tests/requirements.txt && touch $@
