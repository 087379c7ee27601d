"""The office: the core with people, a database and a memory."""
