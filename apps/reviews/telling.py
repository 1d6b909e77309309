"""Who hears of what people say about a take, told in the transaction in which they say it: see `notices.telling`."""

from typing import Any

from django.db.models import Q

from apps.notices import preferences
from apps.notices.models import Kind, When
from apps.notices.telling import heard_last, take_back, tell
from apps.projects.deciders import deciders
from apps.renders.models import Render
from apps.renders.telling import about_take, review
from apps.reviews.mentions import Mentions, people_of
from apps.reviews.models import Comment, Decision
from apps.teams.models import User
from apps.teams.policy import may_prepare


def commented(said: Comment) -> None:
    """A comment reaches who takes part in the video; an answer, who takes part in the thread. Who is called by name
    hears of that alone, unless they wish no mail about it."""
    called = preferences.about(Kind.MENTIONED, [person.pk for person in mentioned(said, said.text)])
    people = [person for person in _thread(said) if called.get(person.pk, When.OFF) == When.OFF]
    _tell(said, people, Kind.COMMENTED, what="reply" if said.parent_id else "")


def mentioned(said: Comment, text: str) -> list[User]:
    """Tell those whom its text calls by name; returns them. Who was told so of this comment is not told again."""
    if "@" not in text:
        return []
    pieces = Mentions(people_of(said.render.video.project.team)).pieces(text)
    called = [piece.person for piece in pieces if piece.person]
    _tell(said, called, Kind.MENTIONED)
    return called


def deleted(said: Comment) -> None:
    take_back(_comment(said))


def decided(decision: Decision, said: Comment | None = None) -> None:
    """Who made the take, and who started the video and may still go on with it. `said`: its words, as a comment, of
    which they need not hear apart. It takes the place of what the same person decided before, and of asking them."""
    people = _makers(decision.render)
    if said:
        take_back(_comment(said), kind=Kind.COMMENTED, people=people)
    if decision.person:
        take_back(review(decision.render_id), kind=Kind.ASKED, people=[decision.person])
    take_back(*_earlier(decision))
    _tell_decided(decision, people)


def withdrawn(decision: Decision) -> None:
    """What the person decided before is taken back: it concerns those who heard of it, and still believe it."""
    earlier = _earlier(decision)
    take_back(*earlier)
    heard = heard_last(earlier, Kind.DECIDED)
    _tell_decided(decision, [one for one, about in heard.items() if earlier[about] != Decision.Verdict.WITHDRAWN])


def _earlier(decision: Decision) -> dict[str, str]:
    """What the same person said about the same take before: its `about`, and the verdict."""
    before = Decision.objects.by(decision.who).filter(render=decision.render, rev__lt=decision.rev)
    return {_decision(pk): verdict for pk, verdict in before.values_list("pk", "verdict")}


def _tell_decided(decision: Decision, people: list[User]) -> None:
    by, what = decision.person, decision.verdict
    if decision.set_aside_by:
        by, what = decision.set_aside_by, "set_aside"
    who: dict[str, Any] = {"by": by, "who": str(by or decision.who), "what": what}
    tell(people, Kind.DECIDED, about=_decision(decision.pk), **about_take(decision.render), **who)


def _tell(said: Comment, people: list[User], kind: Kind, what: str = "") -> None:
    place = {"address": f"{about_take(said.render)['address']}#c{said.pk}", "what": what}
    who: dict[str, Any] = {"by": said.author, "who": str(said.who)}
    tell(people, kind, about=_comment(said), **{**about_take(said.render), **place}, **who)


def _thread(said: Comment) -> list[User]:
    take, comments = said.render, Comment.objects.living()
    if said.parent_id:
        in_thread = comments.filter(Q(pk=said.parent_id) | Q(parent=said.parent_id))
        return list(User.objects.filter(pk__in=in_thread.values("author")))
    on_video = Q(pk__in=comments.filter(render__video=take.video_id).values("author"))
    makers = Q(pk__in=[take.created_by_id, take.video.created_by_id])
    must = Q(pk__in=[person.pk for person in deciders([take.video.project_id])[take.video.project_id]])
    return list(User.objects.filter(on_video | makers | must))


def _makers(take: Render) -> list[User]:
    starter = take.video.created_by
    return [take.created_by, *([starter] if may_prepare(starter, take.video.project.team) else [])]


def _decision(pk: int) -> str:
    return f"decision-{pk}"


def _comment(said: Comment) -> str:
    return f"comment-{said.pk}"
