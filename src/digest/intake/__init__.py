"""Record → Submission: what members wrote, made regular. Pure: `now` and the directory come in."""
