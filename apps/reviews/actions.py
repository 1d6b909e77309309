"""What a person can say about a take. Nothing here changes the take itself."""

from decimal import ROUND_DOWN, Decimal

from django.db import transaction

from apps.renders.lifecycle import touch
from apps.renders.models import Render
from apps.reviews.models import Comment
from apps.teams.models import User


class NotReady(Exception):
    """The take has no film yet, so that there is nothing to speak about."""


def comment(render: Render, by: User, text: str, at_seconds: Decimal | None = None) -> Comment:
    """Say something about a take, at a moment of the film or about all of it. Raises NotReady.

    What a person says twice in a row is said once: a double click, or Back and Send again.
    """
    moment = None if at_seconds is None else _inside_film(render, at_seconds)
    with transaction.atomic():
        rev = touch_ready(render)
        last = Comment.objects.filter(render=render, author=by).last()
        if last and (last.text, last.at_seconds) == (text, moment):
            return last
        return Comment.objects.create(render=render, author=by, text=text, at_seconds=moment, rev=rev)


def touch_ready(render: Render) -> int:
    """The new revision of the team, whose row is locked from here on: people who speak at once wait for each other."""
    if not render.is_ready:
        raise NotReady
    return touch(render.video)


def _inside_film(render: Render, seconds: Decimal) -> Decimal:
    end = render.film_seconds or Decimal(0)
    return min(max(seconds, Decimal(0)), end).quantize(Decimal("0.01"), ROUND_DOWN)
