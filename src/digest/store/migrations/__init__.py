"""The steps that bring any database to the tables of today."""
