"""python -m build_site."""

import sys

from build_site.cli import main

sys.exit(main())
