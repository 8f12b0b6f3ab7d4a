# The fourteen days. This file goes together with plan/; nothing outside it needs these targets.
# The Makefile that includes it sets PLAN_CHECK (runs one check file) and INCIDENT_MAKE (variables for a worktree two levels down).

.PHONY: plan-check incident incident-check incident-end

plan-check: ## Run one acceptance check of the plan: ID=<item>
	@set -- plan/checks/$(ID).*; \
	if [ -z "$(ID)" ] || [ ! -f "$$1" ]; then \
	  echo "plan-check: no check '$(ID)'. Items that have one:" >&2; \
	  for file in plan/checks/d[0-9][0-9]-*; do [ -f "$$file" ] || continue; name=$${file##*/}; echo "  make plan-check ID=$${name%%.*}" >&2; done; \
	  exit 2; \
	fi; \
	case $$1 in *.sh) exec sh "$$1" ;; esac; \
	$(PLAN_CHECK) "$$1"

incident: ## Start incident N, or say where it is: N=1
	@INCIDENT_MAKE="$(INCIDENT_MAKE)" sh plan/incident start $(N)

incident-check: ## Is incident N repaired, and is everything else still right: N=1
	@MAKE="$(MAKE_COMMAND)" INCIDENT_MAKE="$(INCIDENT_MAKE)" sh plan/incident check $(N)

incident-end: ## Remove the worktree of incident N, keep its branch, print the debrief: N=1
	@sh plan/incident end $(N)
