"""Answers with what it was asked, and with the environment that it runs in."""

import json
import os
import sys

sys.stdout.write(json.dumps({"request": json.load(sys.stdin), "environment": sorted(os.environ)}))
