"""Comparability of viral vectors across a change of supplier."""

__version__ = "0.1.0"
