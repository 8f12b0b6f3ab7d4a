"""Reads the audit log of the service, finds attacks in it by Sigma rules, and writes down what the log carries.

Nothing here imports the service: the log is all that an analyst has.
"""
