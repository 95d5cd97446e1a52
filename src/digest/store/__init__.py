"""The database: SQLAlchemy Core in, model objects out. No business rule lives here."""
