# Thin on purpose: every target is one line of `python -m build_site` or of a tool. Everything lives in .venv.

PYTHON ?= python3
BIN := .venv/bin
# Nothing younger than a week is taken: most bad releases are found and withdrawn by then.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header --exclude-newer "7 days"

.DEFAULT_GOAL := help
.PHONY: help site serve pull test check bench lock clean

help: ## List these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

site: .venv/.site-installed ## Build the whole site into out/site
	@$(BIN)/python -m build_site build

serve: .venv/.site-installed ## Show the finished site on this machine
	@$(BIN)/python -m build_site serve

pull: .venv/.site-installed ## Fetch new figures from their publishers into data/ (ARGS="kolada --only U70495")
	@$(BIN)/python -m build_site pull $(ARGS)

# All of them take twice as long in one process: those that need a finished site or a browser run beside the others.
test: .venv/.dev-installed ## Run every test (narrow it with ARGS="tests/unit -k search")
ifdef ARGS
	$(BIN)/python -m pytest -ra $(ARGS)
else
	@log="$$(mktemp)"; \
	$(BIN)/python -m pytest -ra -p no:cacheprovider tests/browser tests/contract > "$$log" 2>&1 & beside=$$!; \
	$(BIN)/python -m pytest -ra --ignore=tests/browser --ignore=tests/contract; failed=$$?; \
	wait "$$beside" || failed=1; \
	cat "$$log"; rm -f "$$log"; exit "$$failed"
endif

check: .venv/.dev-installed ## Run every checker, then fail if any did
	@failed=""; \
	run() { name="$$1"; shift; echo "== $$name"; "$$@" || failed="$$failed $$name,"; }; \
	run "ruff format" $(BIN)/ruff format --check; \
	run "ruff check" $(BIN)/ruff check; \
	run "mypy" $(BIN)/mypy; \
	run "lint-imports" $(BIN)/lint-imports; \
	run "zizmor" $(BIN)/zizmor --offline --no-progress .github/workflows; \
	if [ -n "$$failed" ]; then echo "Failed:$${failed%,}" >&2; exit 1; fi; \
	echo "All checks passed"

bench: .venv/.dev-installed ## Measure the build, and list what else bench/ measures
	$(BIN)/python bench/bench.py

lock: .venv/.dev-installed ## Write both lock files anew (ARGS=--upgrade for newer versions)
	$(LOCK) $(ARGS) --output-file requirements.txt
	$(LOCK) $(ARGS) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Delete what was built; keeps .venv
	rm -rf out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Jämförbart needs Python 3.11 or newer, and '$(PYTHON)' is" \
			"$$($(PYTHON) --version 2>&1 || true). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# The package is installed without build isolation: its build backend, setuptools, comes from the lock as well.
.venv/.site-installed: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev-installed: requirements-dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .venv/.site-installed
