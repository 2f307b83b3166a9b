"""The entry point of the command `disputes`: says what is missing when the extra `cli` is not installed."""

import sys
from importlib import import_module

EXTRA = ("typer", "rich")


def main() -> None:
    """Run the command line and exit with its code: 1 and a sentence when typer or rich are not installed."""
    try:
        for name in EXTRA:
            import_module(name)
        from .cli.app import run
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in EXTRA:
            raise
        sys.stderr.write(
            f"The command line needs {' and '.join(EXTRA)}, and {missing} is not installed. "
            "Install it with: pip install 'dispute-engine[cli]'\n"
        )
        sys.exit(1)
    sys.exit(run())


if __name__ == "__main__":
    main()
