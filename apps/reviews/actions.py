"""What a person decides about a take. Nothing here changes the take itself."""

from django.db import transaction

from apps.renders.models import Render
from apps.reviews.comments import comment, touch_ready
from apps.reviews.models import Decision
from apps.teams.models import User


class NothingSaid(Exception):
    """Somebody asks for changes without a word about which."""


def decide(render: Render, by: User, verdict: Decision.Verdict, text: str = "") -> Decision:
    """Record the person's verdict on the take's file, and `text` as a comment.

    The verdict that the person holds already is not recorded again. Raises NotReady, and NothingSaid where changes
    are asked for without a text.
    """
    if verdict == Decision.Verdict.CHANGES and not text:
        raise NothingSaid
    with transaction.atomic():
        if text:
            comment(render, by, text)
        rev = touch_ready(render)
        last = Decision.objects.filter(render=render, person=by).order_by("rev").last()
        if last and (last.verdict, last.film_sha256) == (verdict, render.film_sha256):
            return last
        return Decision.objects.create(
            render=render, person=by, verdict=verdict, film_sha256=render.film_sha256, rev=rev
        )
