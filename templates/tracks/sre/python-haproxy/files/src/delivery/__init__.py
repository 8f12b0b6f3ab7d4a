"""How a release reaches users: shipped in steps, judged by evidence, taken back by itself."""
