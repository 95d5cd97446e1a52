"""python -m digest."""


def main() -> None:
    """Run the command line."""
