# Two commands do everything: `make run` and `make test`.
PY      ?= python3
VENV    ?= .venv
BIN      = $(VENV)/bin
PORT    ?= 8000
export PORT
export UV_LINK_MODE = copy
unexport PYTHONDONTWRITEBYTECODE # compiling every module anew makes each start three times as long

.PHONY: run test setup worker lint fix bench lock messages openapi shots clean

run: $(VENV)/.run ## set up, migrate, fill the demo company the first time, serve
	@$(BIN)/dangol serve --demo

test: $(VENV)/.dev ## every check and every test, on every database and browser that is here
	@$(BIN)/python -m dangol.config.checks

setup: $(VENV)/.dev

worker: $(VENV)/.run
	@$(BIN)/dangol worker

lint: $(VENV)/.dev
	@$(BIN)/python -m dangol.config.checks --only lint

fix: $(VENV)/.dev
	@$(BIN)/ruff check --fix -q dangol; $(BIN)/ruff format -q dangol

bench: $(VENV)/.dev ## the figures of the README: BENCH_SIZES=100k,1m BENCH_DATABASES=sqlite,postgres
	@$(BIN)/python -m bench

lock: $(VENV)/.dev ## pin the newest allowed versions, with hashes and without registry addresses
	@$(BIN)/uv pip compile --universal --no-header --no-annotate --generate-hashes -q --upgrade -o requirements/run.lock pyproject.toml
	@$(BIN)/uv pip compile --universal --no-header --no-annotate --generate-hashes -q --upgrade --group dev -o requirements/dev.lock pyproject.toml

messages: $(VENV)/.dev ## collect texts into the English catalogue
	@$(BIN)/python -m dangol.config.messages

openapi: $(VENV)/.dev ## write the snapshot that a test compares with
	@$(BIN)/python -m dangol.config.openapi

shots: $(VENV)/.dev ## take the pictures of the user guide anew
	@$(BIN)/python docs/shots.py

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dangol needs Python 3.11 or newer; set PY=/path/to/python3.11")'
	@$(PY) -m venv $(VENV)

# uv is quicker; without it plain pip does the same from the same file
$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@echo "필요한 라이브러리를 설치합니다 (처음 한 번)…"
	@if [ -e $(VENV)/.dev ]; then rm -f $(VENV)/.dev; $(MAKE) --no-print-directory $(VENV)/.dev; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null && $(BIN)/uv pip sync -q --python $(BIN)/python requirements/run.lock \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock; fi
	@$(BIN)/python tools/link.py
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "개발 라이브러리를 설치합니다 (처음 한 번)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null && $(BIN)/uv pip sync -q --python $(BIN)/python requirements/dev.lock \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python tools/link.py
	@touch $@ $(VENV)/.run
