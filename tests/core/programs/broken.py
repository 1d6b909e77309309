"""Ends without an answer."""

raise SystemExit("It cannot be done.")
