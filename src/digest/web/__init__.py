"""HTTP → a workflow → a page: what readers' links lead to, and the editors' preview."""
