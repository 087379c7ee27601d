"""One training a module: `run(options)` reads labels and texts, writes weights into the packs."""
