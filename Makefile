# Each target makes the virtual environment that it needs. PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
DEMO := .venv/demo
TEST := .venv/test
OUT := out
PIP := -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint bench generated explorer clean

# Install, answer two questions, write the Turtle file, a network and the explorer.
demo: $(DEMO)/ready
	@mkdir -p $(OUT)
	@echo "Which rings of money pass through Nvidia, OpenAI and Oracle?"
	@$(DEMO)/bin/kg loops nvidia openai oracle --longest 3
	@echo
	@echo "Who funds both OpenAI and Anthropic?"
	@$(DEMO)/bin/kg query --name funders-of-both --param a=openai --param b=anthropic
	@echo
	@$(DEMO)/bin/kg --quiet export -o $(OUT)/ai.ttl --force
	@echo "The graph as Turtle: $(CURDIR)/$(OUT)/ai.ttl"
	@$(DEMO)/bin/kg --quiet viz --limit 60 --relation Capital --relation Supply -o $(OUT)/network.html --force
	@echo "A network of money and supply: open $(CURDIR)/$(OUT)/network.html in a browser"
	@$(DEMO)/bin/kg --quiet explore -o $(OUT)/ai.html --force
	@echo "The explorer, with everything in one file: open $(CURDIR)/$(OUT)/ai.html in a browser"

# All tests. Those in a browser need Chromium and are skipped without it.
test: $(TEST)/ready explorer
	$(TEST)/bin/python -m pytest -n auto --dist loadgroup

lint: $(TEST)/ready
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check benchmarks kg tests
	$(TEST)/bin/mypy

# The explorer's page, which is built with kg; again when its sources have changed.
explorer: $(TEST)/ready
	$(TEST)/bin/python kg/explorer/hatch_build.py

# Speed, as ratios within one run.
bench: $(TEST)/ready
	$(TEST)/bin/python benchmarks/bench.py

# Files that a command makes and that are committed; a test proves them up to date.
generated: $(TEST)/ready
	$(TEST)/bin/python -m kg.schema > seeds/schema.json.new && mv seeds/schema.json.new seeds/schema.json

$(DEMO)/ready: pyproject.toml $(shell find kg ontology seeds -type f -not -path '*/__pycache__/*' -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kg needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@echo "installing kg into $(DEMO) …"
	@$(PYTHON) -m venv $(DEMO)
	@$(DEMO)/bin/python $(PIP) --upgrade --force-reinstall --no-deps . && $(DEMO)/bin/python $(PIP) .
	@touch $@

$(TEST)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kg needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@echo "installing kg and the tools for its tests into $(TEST) …"
	@$(PYTHON) -m venv $(TEST)
	@$(TEST)/bin/python $(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv $(OUT) build dist
