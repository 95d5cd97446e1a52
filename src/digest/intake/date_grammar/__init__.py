"""How people write dates: words → tokens → phrases → days. Nothing here guesses."""
