"""`python -m pave`."""

import sys

from pave.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
