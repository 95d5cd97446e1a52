"""The small words of each language: tables, and nothing that reads them."""
