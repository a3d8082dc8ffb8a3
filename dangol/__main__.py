"""`python -m dangol` is the `dangol` command."""

import sys

from dangol.config.command import main

sys.exit(main())
