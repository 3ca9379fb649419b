# finetune-advisor: two commands are enough on a fresh machine, `make run` and `make test`.
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 7860
VENV   := .venv
PY     := $(VENV)/bin/python
APP    := $(VENV)/bin/finetune-advisor

# Without bytecode every start costs seconds, and some environments forbid it.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help run test lint bench eval lock clean

help: ## print this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.ready ## serve the browser chat on http://127.0.0.1:7860, or at HOST=… PORT=…
	@$(APP) index --if-missing
	@FINETUNE_ADVISOR_HOST=$(HOST) FINETUNE_ADVISOR_PORT=$(PORT) $(APP) serve

test: $(VENV)/.test-ready ## run every test that this machine allows; what is left out is named at the end
	@$(PY) -m pytest

lint: $(VENV)/.test-ready ## ruff, mypy --strict and the import contracts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/.test-ready ## ratios against peers, each run side by side
	@for each in benchmarks/bench_*.py; do echo "== $$each"; $(PY) $$each || exit 1; done

eval: $(VENV)/.ready ## ten consultations with the chat model that is set up, which may cost money
	@$(PY) benchmarks/eval_consultations.py

lock: $(VENV)/.ready ## resolve the requirements anew, hash-locked, without index URLs
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group test -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-test.lock
	UV_FIND_LINKS="$${UV_FIND_LINKS:-$$PIP_FIND_LINKS}" $(VENV)/bin/uv pip compile --group real-classes --python-version 3.11 --python-platform linux --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-real-classes.lock

clean: ## remove the environment
	rm -rf $(VENV)

# uv installs in seconds; where it can't be had, pip does the same from the same lock.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv || echo "uv could not be installed; using pip"

define install
	@echo "Installing $(1) …"
	@if [ -x $(VENV)/bin/uv ]; then \
	  $(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) && \
	  $(VENV)/bin/uv pip install --quiet --python $(PY) --no-deps -e . ; \
	else \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
endef

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements.lock)
	@echo "Compiling what the app imports …"
	@$(PY) -c "import ui.cli, ui.server, ui.web, ui.slack_bot, agent.chat_model, knowledge"
	@touch $@

$(VENV)/.test-ready: requirements-test.lock pyproject.toml | $(VENV)/.ready
	$(call install,requirements-test.lock)
	@touch $@
