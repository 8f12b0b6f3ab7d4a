# These tools live in an environment of their own, so that set-up stays small. The first use needs a network, an audit always does.
SECURITY := .tools/security/bin/python
AUDITED ?= requirements/base.txt

.PHONY: security-tools audit secrets sbom workflows
security-tools:
	@UV="$(UV)" sh ops/venv .tools/security requirements/security.txt

audit: security-tools ## Look the locked dependencies up among known advisories (needs a network)
	@$(SECURITY) ops/audit.py $(AUDITED)

secrets: security-tools ## Look for secrets in every file that git tracks
	@sh ops/secret-scan $(SECURITY)

sbom: security-tools ## Write var/sbom.json, the list of what the product is made of
	@BARE=1 UV="$(UV)" sh ops/venv .tools/product $(AUDITED)
	@mkdir -p var
	@$(SECURITY) -m cyclonedx_py environment .tools/product --output-reproducible --spec-version 1.6 --of JSON -o var/sbom.json

workflows: security-tools ## Look for weak spots in the workflows, offline
	@.tools/security/bin/zizmor --offline --no-progress --persona pedantic .
