"""What a person decides about a take: that it is good, what should change, and that they take it back."""

import logging
from typing import Any

from django.db import transaction

from apps.media import store
from apps.renders.models import Render
from apps.reviews import telling
from apps.reviews.comments import comment, touch_ready
from apps.reviews.models import Decision
from apps.reviews.speakers import Speaker, columns
from apps.teams.models import User

log = logging.getLogger(__name__)
Verdict = Decision.Verdict


class NothingSaid(Exception):
    """Somebody asks for changes without a word about which."""


class NotTheFilm(Exception):
    """The stored film is not the one that was made: its bytes are others, or it is gone."""


class NothingToUndo(Exception):
    """The person has no decision about the take, or took it back already."""


class TooLate(Exception):
    """The decision was made too long ago to be taken back."""


def decide(render: Render, by: Speaker, verdict: Decision.Verdict, text: str = "") -> Decision:
    """Record the person's verdict on the take's file, with `text`, which becomes a comment as well.

    What the person says already is not recorded again. Raises NotReady; NothingSaid where changes are asked for without
    a text; NotTheFilm where somebody approves a film whose bytes are not those that were made.
    """
    if verdict == Verdict.APPROVED:
        check_film(render)  # before the team's row is locked: a long film takes a while
    return record(render, by, verdict, text)


def record(render: Render, by: Speaker, verdict: Decision.Verdict, text: str) -> Decision:
    """As `decide`, of a film that was checked."""
    if verdict == Verdict.CHANGES and not text:
        raise NothingSaid
    with transaction.atomic():
        said = comment(render, by, text) if text else None
        rev = touch_ready(render)
        last = _last(render, by)
        if last and (last.verdict, last.film_sha256, last.text) == (verdict, render.film_sha256, text):
            return last
        decision = _add(render, by, verdict, rev, text)
        telling.decided(decision, said)
        return decision


def withdraw(render: Render, by: Speaker) -> Decision:
    """Take the person's own decision back: afterwards they have not decided, whatever they had said before it.

    Raises NothingToUndo and TooLate. What was written as a comment stays.
    """
    with transaction.atomic():
        rev = touch_ready(render)
        last = _last(render, by)
        if last is None or not last.stands:
            raise NothingToUndo
        if not last.can_be_undone:
            raise TooLate
        taken_back = _add(render, by, Verdict.WITHDRAWN, rev)
        telling.withdrawn(taken_back)
        return taken_back


def set_aside(decision: Decision, by: User) -> None:
    """Take away what a guest decided, at any time: a link may have come into wrong hands. What they say later counts.

    Raises NothingToUndo where it does not stand any more.
    """
    assert decision.guest is not None  # noqa: S101 - the database would refuse it
    with transaction.atomic():
        rev = touch_ready(decision.render)
        if not decision.stands or _last(decision.render, decision.guest) != decision:
            raise NothingToUndo
        telling.withdrawn(_add(decision.render, decision.guest, Verdict.WITHDRAWN, rev, set_aside_by=by))


def _last(render: Render, by: Speaker) -> Decision | None:
    return Decision.objects.by(by).filter(render=render).order_by("rev").last()


def _add(render: Render, by: Speaker, verdict: Decision.Verdict, rev: int, text: str = "", **more: Any) -> Decision:
    return Decision.objects.create(
        render=render,
        verdict=verdict,
        text=text,
        film_sha256=render.film_sha256,
        rev=rev,
        **columns(by, "person"),
        **more,
    )


def check_film(render: Render) -> None:
    """Read the whole film. Raises NotTheFilm where it is not what was made; of a take without one there is no film."""
    if not render.is_ready:
        return
    try:
        found = store.sha256(render.film_key)
    except FileNotFoundError:
        found = "nothing"
    if found != render.film_sha256:
        log.error(
            "The film of take %d is not the one that was made: %s, found %s.", render.pk, render.film_sha256, found
        )
        raise NotTheFilm
