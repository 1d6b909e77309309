"""What people of a made-up studio say about takes, and what they decide."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from apps.console.seeding.batch import Batch
from apps.console.seeding.people import Crew
from apps.console.seeding.spread import favourite
from apps.console.seeding.words import ANSWERS, REMARKS
from apps.renders.models import Render
from apps.reviews.models import Comment, Decision
from apps.teams.models import User

V = Decision.Verdict
QUIET = 0.55  # of the takes


class Reactions:
    """Adds them to takes that are ready."""

    def __init__(self, rng: Random, batch: Batch, crew: Crew) -> None:
        self._rng, self._batch, self._crew = rng, batch, crew

    def to(self, take: Render, verdict: V | None, at: datetime) -> None:
        if self._rng.random() > QUIET:
            for number in range(self._rng.randint(1, 4)):
                self._thread(take, at + timedelta(minutes=3 * number))
        if verdict is not None:
            for person in self._deciders(take, verdict):
                self._decide(take, person, verdict, at + timedelta(minutes=self._rng.randint(15, 60)))

    def _deciders(self, take: Render, verdict: V) -> list[User]:
        must = [] if take.is_draft else self._crew.must.get(take.video.project_id, [])
        return must if must and verdict == V.APPROVED else [favourite(self._rng, self._crew.people)]

    def _thread(self, take: Render, at: datetime) -> None:
        comment = self._comment(take, self._rng.choice(REMARKS), at)
        if self._rng.random() < 0.6:
            comment.at_seconds = Decimal(f"{float(take.seconds) * self._rng.random():.2f}")
        if self._rng.random() < 0.5:
            comment.done_at, comment.done_by = at + timedelta(minutes=8), take.created_by
        self._batch.threads.append(comment)
        if self._rng.random() < 0.3:
            answer = self._comment(take, self._rng.choice(ANSWERS), at + timedelta(minutes=2))
            answer.parent = comment
            self._batch.answers.append(answer)

    def _decide(self, take: Render, person: User, verdict: V, at: datetime) -> None:
        text = self._rng.choice(REMARKS) if verdict == V.CHANGES else ""
        if text:
            self._batch.threads.append(self._comment(take, text, at, person))
        decision = Decision(
            render=take, person=person, verdict=verdict, text=text, film_sha256=take.film_sha256, created_at=at
        )
        decision.rev = self._batch.next_rev()
        self._batch.decisions.append(decision)

    def _comment(self, take: Render, text: str, at: datetime, author: User | None = None) -> Comment:
        author, rev = author or favourite(self._rng, self._crew.people), self._batch.next_rev()
        return Comment(render=take, author=author, text=text, rev=rev, created_rev=rev, created_at=at)
