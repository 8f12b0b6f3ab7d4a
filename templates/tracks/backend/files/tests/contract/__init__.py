"""Checks of the contract over HTTP; they know no implementation and run against any base URL."""
