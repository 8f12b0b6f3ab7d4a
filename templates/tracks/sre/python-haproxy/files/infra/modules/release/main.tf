# A traffic policy without a provider: it can be tested anywhere, and whatever serves the traffic takes its values.
terraform {
  required_version = ">= 1.7"
}

locals {
  traffic = [
    for row in [
      { revision = var.stable, percent = var.weights.stable, role = "stable" },
      { revision = var.canary, percent = var.weights.canary, role = "canary" },
    ] : row if row.percent > 0
  ]
  remaining = [for step in var.steps : step if step > var.weights.canary]
}
