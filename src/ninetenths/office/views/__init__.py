"""Pages: requests in, HTML out; nothing is decided here."""
