variable "stable" {
  description = "Release that serves what the canary does not"
  type        = string

  validation {
    condition     = length(trimspace(var.stable)) > 0
    error_message = "A stable release needs a version."
  }
}

variable "canary" {
  description = "Release that is being shipped"
  type        = string

  validation {
    condition     = length(trimspace(var.canary)) > 0
    error_message = "A canary needs a version."
  }
}

variable "weights" {
  description = "Share of stable and of canary in percent"
  type        = object({ stable = number, canary = number })

  validation {
    condition     = var.weights.stable + var.weights.canary == 100
    error_message = "Weights must add up to 100."
  }

  validation {
    condition     = var.weights.stable >= 0 && var.weights.canary >= 0
    error_message = "A weight is never below 0."
  }
}

variable "steps" {
  description = "Shares of the canary on its way to everybody"
  type        = list(number)
  default     = [5, 20, 50, 100]

  validation {
    condition     = alltrue([for step in var.steps : step > 0 && step <= 100])
    error_message = "A step lies above 0 and is at most 100."
  }
}
