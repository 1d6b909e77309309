"""The page of reviews: what waits for this person's word, what waits for others, and what is decided.

It is about the newest version of each video that there is a film of. The rule is that of `verdicts.verdict_of`, in SQL,
so that nobody reads all decisions of a team to count a few; tests hold the two together.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core import live
from apps.core.numbers import whole_number
from apps.projects.models import Decider, DeciderQuerySet
from apps.renders.models import Render
from apps.renders.models.queryset import RenderQuerySet
from apps.reviews.models import Decision
from apps.reviews.speakers import Speaker
from apps.reviews.states import State, state_of
from apps.reviews.verdicts import Tally, tallies
from apps.teams.current import SignedInRequest, team_of
from apps.teams.models import Team, User

SHOWN = 50  # of each list of what waits
DONE = 20  # versions that "Show more" adds
MOST = 1_000  # of them on a page
Verdict = Decision.Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """A version in a list, and how it stands."""

    take: Render
    tally: Tally
    state: State

    @property
    def deciding(self) -> list[Speaker]:
        """Those who say what its state says."""
        verdict = self.tally.verdict
        return [said.who for said in self.tally.said if said.verdict == verdict]


def your_turn(team: Team, user: User) -> RenderQuerySet:
    """Undecided versions that wait for this person's word, the first one first."""
    return _in_turn(_latest(team).filter(_undecided(), waits_for(user)))


def waiting(team: Team, user: User) -> RenderQuerySet:
    """Undecided versions that wait for somebody else's."""
    return _in_turn(_latest(team).filter(_undecided(), ~waits_for(user)))


def done(team: Team) -> RenderQuerySet:
    """Versions that are approved or should be changed, the one that somebody spoke about last first."""
    spoken = Decision.objects.filter(render=OuterRef("pk")).order_by("-rev").values("rev")[:1]
    return _latest(team).exclude(_undecided()).order_by(Subquery(spoken).desc())


def _latest(team: Team) -> RenderQuerySet:
    ready = Render.objects.versions().filter(status=Render.Status.READY)
    newer = ready.filter(video=OuterRef("video"), number__gt=OuterRef("number"))
    return ready.filter(~Exists(newer), video__trashed_at=None, video__project__team=team)


def _in_turn(takes: RenderQuerySet) -> RenderQuerySet:
    return takes.order_by("finished_at", "pk")


def _undecided() -> Q:
    """Nobody asks for changes, and an approval is missing that is needed."""
    said = Decision.objects.standing().filter(render=OuterRef("pk"))
    must = _must()
    approvals = Decision.objects.standing().filter(render=OuterRef(OuterRef("pk")), verdict=Verdict.APPROVED)
    missing = must.filter(~Exists(approvals.filter(person=OuterRef("user"))))
    return Q(~Exists(said.filter(verdict=Verdict.CHANGES))) & (Q(Exists(missing)) | Q(~Exists(must), ~Exists(said)))


def waits_for(user: User, take: str = "pk", project: str = "video__project") -> Q:
    """Of what is undecided: they have not spoken, and are among those who must, or nobody is.

    `take` and `project` are the columns that name them.
    """
    spoke = Decision.objects.standing().filter(render=OuterRef(take), person=user)
    must = _must(project)
    return Q(~Exists(spoke)) & (Q(Exists(must.filter(user=user))) | Q(~Exists(must)))


def _must(project: str = "video__project") -> DeciderQuerySet:
    return Decider.objects.present().filter(project=OuterRef(project))


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    context = _lists(team, request.user, _wanted(request))
    context["live"] = live.poller(_live_url(request), team.rev, _pace(team))
    return TemplateResponse(request, "reviews/inbox.html", context)


@require_safe
def inbox_live(request: SignedInRequest) -> HttpResponse:
    """The poll of the page: its lists, once anything in the team changed."""
    team = team_of(request)
    if team.rev == live.cursor(request):
        return live.unchanged()
    context = {**_lists(team, request.user, _wanted(request)), "oob": True}
    pieces = [render_to_string("reviews/_inbox.html", context, request)]
    return live.answer(_live_url(request), rev=team.rev, pace=_pace(team), pieces=pieces)


def _lists(team: Team, user: User, wanted: int) -> dict[str, Any]:
    mine, others = your_turn(team, user), waiting(team, user)
    found = [_read(mine[:SHOWN]), _read(others[:SHOWN]), _read(done(team)[: wanted + 1])]
    known = tallies(take for takes in found for take in takes)
    your_rows, other_rows, done_rows = ([_row(take, known[take.pk]) for take in takes] for takes in found)
    return {
        "your_turn": your_rows,
        "your_turn_count": mine.count(),
        "waiting": other_rows,
        "waiting_count": others.count(),
        "done": done_rows[:wanted],
        "more": wanted + DONE if wanted < min(len(done_rows), MOST) else 0,
    }


def _read(takes: RenderQuerySet) -> list[Render]:
    return list(takes.without_captions().select_related("video__project"))


def _row(take: Render, tally: Tally) -> Row:
    return Row(take, tally, state_of(take, tally.verdict))


def _wanted(request: SignedInRequest) -> int:
    return min(max(DONE, whole_number(request.GET.get("shown", ""))), MOST)


def _live_url(request: SignedInRequest) -> str:
    return f"{reverse('reviews:inbox_live')}?shown={_wanted(request)}"


def _pace(team: Team) -> int:
    busy = Render.objects.versions().filter(video__project__team=team, status__in=Render.OPEN).exists()
    return live.pace(busy=busy, alone=not team.is_shared)
