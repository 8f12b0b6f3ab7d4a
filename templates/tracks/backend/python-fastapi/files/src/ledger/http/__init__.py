"""The contract over HTTP: requests in, one service call, answers out."""
