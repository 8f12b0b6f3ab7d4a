# The lock files hold no address: whoever installs uses the package index that is set up on the machine.
COMPILE = .tools/uv/bin/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
  --only-binary :all: --no-emit-index-url --custom-compile-command "make relock"

.PHONY: relock
relock: ## Write requirements/*.txt anew from requirements/*.in (needs a network)
	@sh ops/venv .tools/uv requirements/uv.txt
	@echo requirements/base.txt
	@$(COMPILE) -o requirements/base.txt requirements/base.in
	@for name in $(patsubst requirements/%.in,%,$(filter-out requirements/base.in,$(wildcard requirements/*.in))); do \
	  case $$name in uv|security) shared= ;; *) shared="-c requirements/base.txt" ;; esac; \
	  echo "requirements/$$name.txt"; \
	  $(COMPILE) $$shared -o requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
