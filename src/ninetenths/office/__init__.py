"""The office: the server where people work, on the core. Django's one app; see `docs/explanation/the-office.md`."""
