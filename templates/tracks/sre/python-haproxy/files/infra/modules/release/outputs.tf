output "traffic" {
  description = "Who gets how much; a release without traffic has no row"
  value       = local.traffic
}

output "next_step" {
  description = "Share of the canary after the step under way, or null when it has everything"
  value       = length(local.remaining) > 0 ? local.remaining[0] : null
}
