"""From a rendered letter and a recipient to a message; what may become of it, how fast, again."""
