# Two commands matter: `make demo` shows the product, `make test` proves it. Each sets up what it needs, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
# Exact versions and hashes only; a wheel that is not in the lock, or a source that would have to be built, is refused.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:
# Further options of a command, as in: make demo ARGS="--no-serve --output build/demo"
ARGS ?=
# Which tests run, by their markers; all of them where it is empty.
SELECTED ?= not long
# Where this is set, as in some containers, every process of a test compiles the whole application anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-all lint validation advisories golden mutants bench study lock clean

help:
	@echo "make demo     set up, load the demonstration, make its package, serve http://127.0.0.1:8000"
	@echo "make test     set up, check style, types and import contracts, run the tests, browser included"
	@echo "make test-all the same with the tests that take minutes: load, kills, both engines, more examples"
	@echo "make lint     style, types and import contracts only"
	@echo "make validation  run the tests of every requirement and write the validation pack to build/validation"
	@echo "make advisories FILE=...  look for known vulnerabilities, offline, in a file of OSV advisories"
	@echo "make golden   take the present text of the demonstration package as the one that tests compare with"
	@echo "make mutants  break one rule at a time and see its test fail"
	@echo "make bench    time pages, package, set-up; PDF and statistics beside other people's"
	@echo "make study    simulate the operating characteristics anew and write docs/operating-characteristics.md"
	@echo "make lock     resolve the dependencies anew and write requirements/*.lock"
	@echo "make setup    the environment of the application, without running anything"
	@echo "make clean    remove the environment and everything that was built"

setup: $(DONE)/run $(DONE)/fonts

demo: setup
	$(BIN)/comparability demo $(ARGS)

test: setup $(DONE)/test
	@scripts/provide_chromium.sh
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -rs -m "$(SELECTED)" $(ARGS)

test-all:
	@$(MAKE) --no-print-directory test SELECTED= ARGS="--hypothesis-profile thorough $(ARGS)"

lint: setup $(DONE)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

validation: setup $(DONE)/test
	@scripts/provide_chromium.sh
	$(BIN)/python -m validation -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

advisories: setup $(DONE)/test
	$(BIN)/python -m validation.advisories "$(FILE)"

golden: setup $(DONE)/test
	GOLDEN=renew $(BIN)/python -m pytest -q tests/demonstration/test_golden.py -k "sqlite"
	git diff --stat -- tests/demonstration/golden

mutants: setup $(DONE)/test
	$(BIN)/python -m tests.mutants $(ARGS)

bench: setup $(DONE)/test $(DONE)/bench
	$(BIN)/python -m benchmarks.run $(ARGS)

# Five to ten minutes on two processors; ARGS=--quick checks in less than one and writes nothing.
study: $(DONE)/run
	$(BIN)/python -m study $(ARGS)

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet pip-tools
	scripts/lock.sh build/lock/bin/python

clean:
	rm -rf $(VENV) node_modules build dist comparability/web/static/fonts reports/fonts/*.ttf reports/fonts/*.txt

$(DONE)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; say which one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); $(PYTHON) -m virtualenv --quiet $(VENV); } || \
	    { echo "No virtual environment could be made: install python3-venv (Debian), or virtualenv" >&2; exit 1; }
	@mkdir -p $(DONE)
	@touch $@

$(DONE)/run: $(DONE)/venv requirements/run.lock requirements/build.lock pyproject.toml
	$(INSTALL) -r requirements/run.lock -r requirements/build.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DONE)/test: $(DONE)/run requirements/test.lock
	$(INSTALL) -r requirements/test.lock
	@touch $@

$(DONE)/bench: $(DONE)/test requirements/bench.lock
	$(INSTALL) -r requirements/bench.lock
	@touch $@

$(DONE)/fonts: $(DONE)/venv package-lock.json requirements/node.lock reports/fonts/collect.py scripts/collect_web_fonts.py
	@npm --version >/dev/null 2>&1 || $(INSTALL) -r requirements/node.lock
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m reports.fonts.collect node_modules
	$(BIN)/python scripts/collect_web_fonts.py node_modules
	@rm -rf node_modules/@expo-google-fonts # every weight of every family, nearly 400 MB, of which 90 are used
	@touch $@
