"""Prints how it was called, for the test of the leash."""

import sys

sys.stdout.write(f"{__name__} {sys.argv[1:]} {sys.modules['__main__'].__spec__.name}\n")
