"""The promises that every emitted repository keeps, one module per kind, each check a function that lists what is wrong."""
