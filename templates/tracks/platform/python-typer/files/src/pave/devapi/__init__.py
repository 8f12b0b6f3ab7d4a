"""The platform API on this machine: real HTTP, real rows, and faults on demand."""
