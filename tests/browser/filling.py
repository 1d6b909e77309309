"""A studio with finished videos that nobody had to wait for: the rows and files that `tests.takes` makes."""

import subprocess
import sys

from tests.processes import ROOT, Studio

START = "import sys, django; django.setup()"
FILL = """
from apps.media.captions import Cue
from apps.renders.models import Render
from apps.teams.models import Membership
from tests.takes import make_take
owner = Membership.objects.select_related("team", "user").earliest("pk")
for number in range(1, int(sys.argv[1]) + 1):
    make_take(owner.team, owner.user, title=f"Video {number}")
Render.objects.update(captions=[Cue(0, 2, "Hello from the tea house.").as_json()])
"""


def fill(studio: Studio, videos: int) -> None:
    """That many videos in the first project of the first team: "Video 1" is the oldest. It must have been founded."""
    write(studio, FILL, str(videos))


def write(studio: Studio, program: str, *arguments: str) -> None:
    """Run a program of Python on the data of the studio, as one of its own would."""
    command = [sys.executable, "-c", f"{START}\n{program}", *arguments]
    environment = {**studio.environment, "DJANGO_SETTINGS_MODULE": "avatarstudio.settings"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
