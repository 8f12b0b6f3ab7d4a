# Everything runs by $(PY), never by a script of .venv/bin: those hold the path they were installed at.
# `make setup UV=` installs by pip even where uv is on PATH; `make setup PYTHON=python3.12` names the interpreter.
VENV ?= .venv
PY := $(VENV)/bin/python
UV ?= $(shell command -v uv 2>/dev/null)
LOCKS ?= requirements/dev.txt
export PYTHONPATH := src
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

# `setup` has no recipe here, so a stack that needs more than its locks adds one.
.PHONY: setup venv
setup: venv ## Install everything needed, pinned by hash; a second time does nothing
venv:
	@UV="$(UV)" sh ops/venv $(VENV) $(LOCKS)
