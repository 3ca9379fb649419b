"""Deterministic answers: pydantic and the standard library."""
