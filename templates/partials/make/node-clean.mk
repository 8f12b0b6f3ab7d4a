.PHONY: clean
clean: ## Remove what the verbs made
	@rm -rf node_modules .tools var dist build coverage playwright-report test-results *.tsbuildinfo $(CLEAN)
