"""In the place of the listener, whose packages are an extra: hears the same two sentences in every recording."""

import json
import sys
from pathlib import Path

WORDS = [
    (0.1, 0.5, " Hello,"),
    (0.5, 0.9, " all"),
    (0.9, 1.2, " of"),
    (1.2, 1.4, " you."),
    (1.9, 2.3, " Come"),
    (2.3, 2.6, " in."),
]

heard = json.load(sys.stdin)
assert Path(heard["path"]).read_bytes()
sys.stdout.write(json.dumps({"words": WORDS}))
