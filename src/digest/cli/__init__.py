"""The command line: argv → a workflow → text or JSON."""
