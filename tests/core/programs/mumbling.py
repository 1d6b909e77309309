"""Answers with something that is no JSON."""

import sys

sys.stdout.write("Hm.")
