"""Tests of money. `THOROUGH=1` makes those that try much try as much as `make test-faults` does."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
