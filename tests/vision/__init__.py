"""Tests of what sees faces. `THOROUGH=1` looks for faces where there are none as often as `tests.vision.count` does."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
