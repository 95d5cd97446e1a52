"""The program: runs the command line, and turns an error into a sentence and an exit status."""

from __future__ import annotations

import sys

from digest.cli.arguments import common_last
from digest.cli.output import emit_error
from digest.cli.tree import tree
from digest.errors import DigestError


def main() -> None:
    """Run the command that was typed."""
    arguments = common_last(sys.argv[1:])
    try:
        tree(args=arguments, prog_name="digest")
    except DigestError as error:
        emit_error(error, as_json="--json" in arguments)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
