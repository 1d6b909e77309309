"""Videos that change: `python -m tests.bench.changes TEAMS RATE SECONDS` touches so many a second, then ends.

A process of its own, with the studio's settings in its environment. TEAMS are their pks, with commas.
"""

import random
import sys
import time

import django


def main(teams: list[int], rate: float, seconds: float) -> None:
    """Change one video after the other, of any of the teams."""
    from django.db import transaction  # noqa: PLC0415 - models only exist after setup

    from apps.renders.lifecycle import touch  # noqa: PLC0415
    from apps.renders.models import Video  # noqa: PLC0415

    newest = [pk for team in teams for pk in Video.objects.kept().filter(project__team=team).values_list("pk")[:50]]
    chosen, ends = random.Random(1), time.monotonic() + seconds
    while time.monotonic() < ends:
        with transaction.atomic():
            touch(Video.objects.select_related("project").get(pk=chosen.choice(newest)[0]))
        time.sleep(1 / rate)


if __name__ == "__main__":
    django.setup()
    main([int(pk) for pk in sys.argv[1].split(",")], float(sys.argv[2]), float(sys.argv[3]))
