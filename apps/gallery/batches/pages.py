"""What the page of a batch shows, prepared for its templates in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.avatars.words import done
from apps.gallery.batches import words
from apps.gallery.batches.checking import Checked, check
from apps.gallery.batches.finding import Trouble, why_refused
from apps.gallery.batches.matching import bare, plain
from apps.gallery.batches.offer import Offer, offer
from apps.gallery.models import Batch, BatchFile, BatchLine
from apps.media.edits import Edit
from apps.renders.models import Render
from apps.renders.states import QUALITIES
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.renders.words import doing
from apps.reviews.states import FAILED, IN_LINE, MAKING, STOPPED, State, state_of
from apps.teams.models import User
from apps.teams.policy import may_answer, may_spend, may_stop

GOOD = State("good", _("Ready to make"), tone="ok", icon="check")
BAD = State("bad", _("Needs a change"), tone="bad", icon="warn")
GONE = State("gone", _("Deleted"), icon="trash")
LEFT_OUT = State("out", _("Left out"), icon="x")
SPEAKING = State("rendering", _("Speaking"), tone="active")

PARTS = ("avatar", "clip", "video__avatar", "video__clip", "render__video__project", "speech")
LONG = ("captions", "peaks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line on the page: what goes in, what it costs, how it stands. Prices are the least and the most."""

    line: BatchLine
    state: State
    face: Avatar | None
    seconds: tuple[int, int] | None = None
    quality: str = ""
    prices: tuple[int, int] | None = None
    troubles: list[Trouble] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    mended: str = ""
    stopped: tuple[str, str] | None = None
    doing: str = ""
    rev: int = 0

    @property
    def can_be_changed(self) -> bool:
        return self.line.status == BatchLine.Status.OPEN and not self.line.batch.is_again

    @property
    def can_be_left_out(self) -> bool:
        return self.line.status == BatchLine.Status.OPEN and not self.line.is_left_out

    @property
    def can_be_taken_in(self) -> bool:
        line = self.line
        untouched = line.render_id is None if line.batch.is_again else line.video_id is None and line.speech_id is None
        return line.is_left_out or (line.status == BatchLine.Status.STOPPED and untouched)


def whole(batch: Batch, user: User) -> dict[str, Any]:
    """Context of `batches/detail.html`."""
    checked = check(batch)
    going = _going(batch)
    files = list(batch.files.all())
    dropped = {file.avatar_id for file in files}
    shown = [*(_open(each, dropped) for each in checked), *map(_under_way, going)]
    lines = sorted(shown, key=lambda each: each.line.number)
    return {
        "batch": batch,
        "project": batch.project,
        "lines": lines,
        "files": _files(batch, files, checked),
        "bad": sum(1 for each in checked if each.is_wanted and each.problems),
        **_progress(lines),
        **deal(batch, offer(batch, checked, user), user),
        "may_stop": may_stop(user, batch.team, batch.created_by),
        "can_stop": any(_can_stop(line) for line in going),
        "is_busy": any(_is_busy(line) for line in going),
    }


def deal(batch: Batch, found: Offer, user: User) -> dict[str, Any]:
    """Context of `batches/_offer.html`: what the good lines cost, and who may say OK to that."""
    asks = batch.status == Batch.Status.ASKED
    return {
        "offer": found,
        "price": words.price(found),
        "may_spend": may_spend(user, batch.team),
        "may_answer": asks and may_answer(user, batch.team, batch.created_by),
        "asks": asks,
    }


def _open(checked: Checked, dropped: set[int | None]) -> Shown:
    """`dropped`: the faces that came with this batch, of which people read what was done to their photo."""
    line, face = checked.line, checked.inputs.face
    state = LEFT_OUT if line.is_left_out else BAD if checked.problems else GOOD
    return Shown(
        line=line,
        state=state,
        face=face,
        seconds=checked.seconds,
        quality=_quality(checked.inputs.mode),
        prices=(checked.low_micros, checked.most_micros) if checked.film else None,
        troubles=[] if line.is_left_out else checked.problems,
        warnings=[] if line.is_left_out else checked.warnings,
        mended=done(Edit(), Edit.from_json(face.edit)) if face and face.edits and face.pk in dropped else "",
        rev=line.rev,
    )


def _going(batch: Batch) -> list[BatchLine]:
    """Lines that somebody has said OK to, with what became of them."""
    long = [f"{part}__{name}" for part in ("clip", "video__clip", "render") for name in LONG]
    return list(batch.lines.exclude(status=BatchLine.Status.OPEN).select_related("batch", *PARTS).defer(*long))


def _under_way(line: BatchLine) -> Shown:
    take, video = line.render, line.video
    clip = (video.clip if video else None) or line.clip
    return Shown(
        line=line,
        state=_state(line, take),
        face=video.avatar if video else line.avatar,
        seconds=(int(clip.seconds), int(clip.seconds)) if clip else None,
        quality=_quality(video.mode if video else ""),
        prices=_prices(line, take),
        stopped=_why_stopped(line, take),
        doing=doing(take) if take else words.doing(line),
        rev=max(line.rev, video.rev if video else 0),
    )


def _prices(line: BatchLine, take: Render | None) -> tuple[int, int] | None:
    """What is set aside or was charged for a line, as far as that is known; None where it came to nothing."""
    spoken = line.speech_micros
    if line.speech and line.speech.charged_micros is not None:
        spoken = line.speech.charged_micros
    if take is None:
        return (line.low_micros, line.most_micros) if line.is_on_its_way else None
    charged = take.charged_micros if take.status in Render.FINAL else None
    cost = spoken + (take.estimate_micros if charged is None else charged)
    return cost, cost


def _state(line: BatchLine, take: Render | None) -> State:
    if take is not None and line.video is not None and line.video.trashed_at is None:
        return state_of(take, None)
    if line.status == BatchLine.Status.MADE:
        return GONE
    if line.status == BatchLine.Status.STOPPED:
        return STOPPED if line.reason == "stopped" else FAILED
    return SPEAKING if line.status == BatchLine.Status.SPEAKING and line.reason != "over" else IN_LINE


def _why_stopped(line: BatchLine, take: Render | None) -> tuple[str, str] | None:
    if take is None:
        return words.stopped(line)
    return trouble(take) if take.status in CAME_TO_NOTHING else None


def _can_stop(line: BatchLine) -> bool:
    return line.is_on_its_way or (line.render is not None and line.render.can_be_stopped)


def _is_busy(line: BatchLine) -> bool:
    return line.is_on_its_way or (line.render is not None and line.render.is_open)


def _progress(lines: Iterable[Shown]) -> dict[str, Any]:
    """How many lines are ready, being made, in line, and need a look; of how many that somebody has said OK to."""
    agreed = [shown for shown in lines if shown.line.status != BatchLine.Status.OPEN]
    counts = Counter(shown.state.key for shown in agreed)
    ready = sum(1 for shown in agreed if shown.line.render and shown.line.render.is_ready)
    return {
        "agreed": len(agreed),
        "ready": ready,
        "making": counts[MAKING.key],
        "in_line": counts[IN_LINE.key],
        "to_fix": counts[FAILED.key] + counts["unclear"],
        "stopped": counts[STOPPED.key],
    }


def _files(batch: Batch, files: list[BatchFile], checked: Iterable[Checked]) -> dict[str, list[Any]]:
    """Dropped files that no line names, and those that cannot be used, with why."""
    named = {name for each in checked for name in (each.line.face, each.line.voice) if name}
    for face, voice in batch.lines.exclude(status=BatchLine.Status.OPEN).values_list("face", "voice"):
        named |= {face, voice} - {""}
    whole, stems = {plain(name) for name in named}, {bare(name) for name in named}
    return {
        "all": files,
        "unnamed": [file for file in files if plain(file.name) not in whole and bare(file.name) not in stems],
        "refused": [(file, why_refused(file)) for file in files if file.problems],
    }


def _quality(mode: str) -> str:
    return str(dict(QUALITIES).get(mode, ""))
