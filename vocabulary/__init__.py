"""The words of the domain: stages, roles, kinds of task, provenance, refusals."""
