"""Issue → RenderedIssue: once per issue and variant, never per recipient; no I/O of its own."""
