"""The tests; a package so that `tests.harness` means this one and no other."""
