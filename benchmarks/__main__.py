"""`python -m benchmarks`, from the repository's root; `python -m benchmarks scores` for the score calculators."""

import sys

from . import run, scores

if __name__ == "__main__":
    sys.exit(scores.main(sys.argv[2:]) if sys.argv[1:2] == ["scores"] else run.main())
