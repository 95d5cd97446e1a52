"""Who gets the newsletter: addresses, and the proof that each of them asked for it."""
