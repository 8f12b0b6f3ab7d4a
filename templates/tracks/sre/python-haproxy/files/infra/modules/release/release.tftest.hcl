variables {
  stable  = "1.0.0"
  canary  = "1.1.1"
  weights = { stable = 95, canary = 5 }
}

run "a_canary_gets_its_share_and_the_next_step_is_known" {
  command = plan

  assert {
    condition     = output.traffic[1].revision == "1.1.1" && output.traffic[1].percent == 5
    error_message = "The canary does not have its share."
  }

  assert {
    condition     = output.next_step == 20
    error_message = "After 5 comes 20."
  }
}

run "everything_back_to_stable_leaves_one_row" {
  command = plan

  variables {
    weights = { stable = 100, canary = 0 }
  }

  assert {
    condition     = length(output.traffic) == 1 && output.traffic[0].role == "stable"
    error_message = "A release without traffic must have no row."
  }
}

run "a_sum_other_than_100_is_refused" {
  command = plan

  variables {
    weights = { stable = 95, canary = 10 }
  }

  expect_failures = [var.weights]
}

run "a_step_over_100_is_refused" {
  command = plan

  variables {
    steps = [5, 120]
  }

  expect_failures = [var.steps]
}

run "an_empty_version_is_refused" {
  command = plan

  variables {
    canary = " "
  }

  expect_failures = [var.canary]
}

run "a_negative_weight_is_refused" {
  command = plan

  variables {
    weights = { stable = 120, canary = -20 }
  }

  expect_failures = [var.weights]
}
