"""Migrations of the office's tables, linear and tested."""
