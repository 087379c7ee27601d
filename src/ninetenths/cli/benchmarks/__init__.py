"""Benchmarks: one module a room, `run(options) -> int`; figures are printed, never stored."""
