"""Interfaces: what comes in and goes out beside pages: the register's filters, importers, exporters, documents, the API."""
