"""Issue, RenderedIssue → Findings, each with a code; pure, and never in the way of another."""
