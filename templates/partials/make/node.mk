# npm scripts are the interface; these verbs call them for whoever knows make and not npm.
# node_modules/.ready is written last, so an interrupted install is done again.
node_modules/.ready: package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo 'setup: Node 20.19.4 or newer with npm is needed (.nvmrc names 24); get it by a version manager or open the dev container' >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 19)) { console.error("setup: Node 20.19.4 or newer is needed, here is " + process.version); process.exit(1); }'
	@npm ci
	@touch $@

# `setup` has no recipe here, so a stack that needs more than its lock adds one.
.PHONY: setup relock audit secrets sbom
setup: node_modules/.ready ## Install everything needed, pinned by hash; a second time does nothing

relock: ## Write package-lock.json anew (needs a network)
	@npm install --package-lock-only
	@npm run --silent lock-audit

audit: ## Look the locked dependencies up among known advisories (needs a network)
	@npm run --silent audit-deps

secrets: node_modules/.ready ## Look for secrets in every file that git tracks
	@npm run --silent secrets

sbom: ## Write var/sbom.json, the list of what the product is made of
	@mkdir -p var
	@npm sbom --package-lock-only --omit=dev --sbom-format=cyclonedx >var/sbom.json
