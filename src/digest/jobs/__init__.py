"""The clock → a workflow. What must happen is a row of the database; a job only looks."""
