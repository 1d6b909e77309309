"""``manage.py seed``: a made-up studio with many teams and videos, to try things out on."""

import secrets
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.console.seeding.files import Material
from apps.console.seeding.sowing import Size, sow
from apps.renders.models import Video

NAMED = 5  # of the teams, whose owner is told


class Command(BaseCommand):
    help = (
        "Fill the studio with made-up teams, people, faces, voices and videos, to try things out. Nothing is sent to "
        "a service. The same --seed makes the same studio. Do this before the studio is started, and never where "
        "people work: videos of a team share their files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--teams", type=int, default=5, help="how many teams (5)")
        parser.add_argument("--videos", type=int, default=500, help="how many videos in all (500)")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another studio")
        parser.add_argument("--password", default="", help="that all the people sign in with; left out, one is made")
        parser.add_argument("--add", action="store_true", help="do it although there are videos already")

    def handle(self, *arguments: Any, **options: Any) -> None:
        size = Size(options["teams"], options["videos"])
        if size.teams < 1 or size.videos < 0:
            sys.exit(
                "There must be a team at least, and no fewer than no videos: manage.py seed --teams 5 --videos 500"
            )
        if Video.objects.exists() and not options["add"]:
            sys.exit("There are videos in this studio already. To have made-up ones beside them, say so: --add")
        password = options["password"] or secrets.token_urlsafe(12)
        with tempfile.TemporaryDirectory(prefix="seed-") as folder:
            material = Material(Path(folder))
            crews = sow(size, material, seed=options["seed"], password=password, now=timezone.now(), say=self.say)
        self.stdout.write(f"Everybody signs in with this password: {password}")
        for crew in crews[:NAMED]:
            self.stdout.write(f"{crew.team}: {crew.people[0].email}")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
