"""A supervisor of one program, for tests that end it.

`python -m tests.core.programs.supervised <module> [arguments]`
"""

import sys

from apps.core.supervisor import Program, Supervisor


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(Supervisor([Program("helper", sys.argv[1], sys.argv[2:])], say, grace_seconds=1).run())
