# Worktrees in .incidents hold somebody's work, so they stay.
.PHONY: clean
clean: ## Remove what the verbs made
	@rm -rf .venv .tools var build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache $(CLEAN)
	@find . -path ./.git -prune -o -path ./.incidents -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
