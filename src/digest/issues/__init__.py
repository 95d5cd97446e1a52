"""Which month a submission belongs to, what stands where in an issue, and an issue's life."""
