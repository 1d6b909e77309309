"""A studio with many videos, written straight into its database: making them would take an hour."""

import os
import subprocess
import sys

from tests.processes import ROOT, Studio

START = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "avatarstudio.settings"
django.setup()
"""
# Each take is there at once as it shall be, and no worker goes on with it.
MAKE = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from apps.renders.models import Render
from apps.teams.models import Team, User
from tests.takes import make_take
team, by = Team.objects.get(), User.objects.get(email="mei@example.com")
for title, status, count in (("Lesson", "ready", sys.argv[1]), ("In the making", "processing", sys.argv[2])):
    for number in range(1, int(count) + 1):
        with transaction.atomic():
            take = make_take(team, by, status, title=f"{title} {number}")
            Render.objects.filter(pk=take.pk).update(next_check_at=timezone.now() + timedelta(days=1))
"""


def fill(studio: Studio, ready: int, being_made: int = 0) -> None:
    """Videos "Lesson 1" and so on, with a film each, in the first project of the only team; Mei made them."""
    write(studio, MAKE, str(ready), str(being_made))


def write(studio: Studio, program: str, *arguments: str) -> None:
    """Run a program of Python on the data of the studio, as one of its own would."""
    environment = {**os.environ, "DATA_DIR": str(studio.data_dir), "PORT": str(studio.port)}
    command = [sys.executable, "-c", f"{START}{program}", *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
