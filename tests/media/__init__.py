"""Tests of what is done with files. `THOROUGH=1` spoils all the files that are to be spoilt, and weighs all kinds."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
