"""`python -m ninetenths` equals `nine`."""

import sys

from ninetenths.cli import main

if __name__ == "__main__":
    sys.exit(main())
