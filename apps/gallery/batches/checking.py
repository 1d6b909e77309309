"""What is wrong with each line of a batch, in words with what to do, and what the good ones cost."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.avatars.models import Avatar
from apps.gallery.batches import finding
from apps.gallery.batches.finding import Trouble
from apps.gallery.batches.inputs import Inputs, Service, inputs_of, services, with_parts
from apps.gallery.batches.matching import of_files
from apps.gallery.models import Batch, BatchFile, BatchLine
from apps.media.audio import length_problems
from apps.media.words import explain
from apps.spending.estimates import billed_seconds, estimate_range
from apps.voices.models import Voice
from apps.voices.scripts import NORMAL, ScriptQuote, quote_at, quote_draft

TITLE, STYLE = 120, 2500  # characters, as many as a video takes


@dataclass(slots=True, kw_only=True)
class Checked:
    """A line as it would be made now. `seconds` and prices are the least and the most; no range for a recording."""

    line: BatchLine
    inputs: Inputs
    service: Service | None
    problems: list[Trouble] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    seconds: tuple[int, int] | None = None
    speech_micros: int = 0
    film: tuple[int, int] | None = None

    @property
    def low_micros(self) -> int:
        return self.speech_micros + self.film[0] if self.film else 0

    @property
    def most_micros(self) -> int:
        return self.speech_micros + self.film[1] if self.film else 0

    @property
    def is_range(self) -> bool:
        return self.low_micros != self.most_micros

    @property
    def is_wanted(self) -> bool:
        return not self.line.is_left_out

    @property
    def is_good(self) -> bool:
        """Whether it will be made when somebody says OK."""
        return self.is_wanted and not self.problems

    @property
    def needs_consent(self) -> bool:
        """Whether nobody has said yet that the person in the photo agreed."""
        return self.is_good and self.inputs.face is not None and self.inputs.face.consent is None


class _Dropped:
    """The files that were dropped for a batch, by the names of lines."""

    def __init__(self, files: Iterable[BatchFile]) -> None:
        self._files = {file.pk: file for file in files}
        self._photos, self._recordings = of_files(self._files.values())

    def photos(self, name: str) -> list[BatchFile]:
        return [self._files[pk] for pk in sorted(self._photos.found(name))]

    def recordings(self, name: str) -> list[BatchFile]:
        return [self._files[pk] for pk in sorted(self._recordings.found(name))]


def check(batch: Batch) -> list[Checked]:
    """Every line that nobody has said OK to, checked and priced in a constant number of queries."""
    now, rows = timezone.now(), batch.lines.filter(status=BatchLine.Status.OPEN)
    lines, dropped = list(with_parts(rows)), _Dropped(batch.files.all())
    known = services(batch, lines, now)
    return [_checked(line, known, dropped) for line in lines]


def _checked(line: BatchLine, known: dict[int, Service], dropped: _Dropped) -> Checked:
    inputs = inputs_of(line)
    service = known.get(inputs.connection_id or 0)
    checked = Checked(line=line, inputs=inputs, service=service)
    _check_words(checked)
    _check_face(checked, dropped)
    _check_voice(checked, dropped)
    _check_finish(checked)
    if checked.seconds and service and inputs.mode in service.prices:
        checked.film = estimate_range(checked.seconds, service.prices[inputs.mode])
    return checked


def _check_words(checked: Checked) -> None:
    line, add = checked.line, checked.problems.append
    if line.batch.is_again:
        if line.video is None or line.video.trashed_at is not None:
            add(Trouble(_("This video was deleted.")))
        return
    if not line.title:
        add(Trouble(_("There is no title. Write what the video is called.")))
    elif len(line.title) > TITLE:
        add(finding.too_long(_("The title has %(count)d characters; up to %(most)d fit."), line.title, TITLE))
    if len(line.style) > STYLE:
        add(finding.too_long(_("The style has %(count)d characters; up to %(most)d fit."), line.style, STYLE))


def _check_face(checked: Checked, dropped: _Dropped) -> None:
    line, face = checked.line, checked.inputs.face
    if face is not None and face.deleted_at is None:
        checked.problems.extend(finding.about_face(face))
    elif line.batch.is_again:
        checked.problems.append(finding.without_face(line))
    else:
        checked.problems.append(finding.missing_photo(line.face, dropped.photos(line.face)))


def _check_voice(checked: Checked, dropped: _Dropped) -> None:
    line, inputs, service = checked.line, checked.inputs, checked.service
    if inputs.clip is not None:
        checked.seconds = (billed_seconds(inputs.clip.seconds),) * 2
        wrong = length_problems(inputs.clip.seconds, *service.connection.seconds) if service else []
        checked.problems.extend(Trouble(" ".join(explain(problem))) for problem in wrong)
    elif inputs.along is not None:
        checked.seconds = inputs.along.low_seconds, inputs.along.high_seconds
    elif line.batch.is_again:
        checked.problems.append(finding.without_voice(line))
    elif line.voice:
        checked.problems.append(finding.missing_recording(line.voice, dropped.recordings(line.voice)))
    elif line.script:
        _check_script(checked)
    else:
        checked.problems.append(Trouble(_("There is no voice. Write a script, or the name of a recording.")))
    if line.voice and line.script:
        checked.problems.append(Trouble(_("There is a script and a recording. Leave one of them out.")))


def _check_script(checked: Checked) -> None:
    """The sentences are those of the page on which one text is typed."""
    voice, service = checked.inputs.voice, checked.service
    if voice is None:
        checked.problems.append(Trouble(_("Choose above who speaks the scripts.")))
        return
    quote = quoted(checked.inputs.script, voice, service)
    if quote is None:
        return  # without a service nothing can be said, and that there is none is said already
    checked.problems.extend(Trouble(text) for text in quote.problems)
    checked.warnings.extend(quote.warnings)
    checked.seconds, checked.speech_micros = quote.seconds, quote.micros or 0


def quoted(script: str, voice: Voice, service: Service | None) -> ScriptQuote | None:
    """The estimate for a script; None where only a service could speak it, and there is none."""
    if voice.is_draft:
        return quote_draft(script, NORMAL, service.connection if service else None)
    return quote_at(service.speech, service.connection, script, voice.language) if service else None


def _check_finish(checked: Checked) -> None:
    line, inputs, service, add = checked.line, checked.inputs, checked.service, checked.problems.append
    if service is None:
        add(Trouble(_("Choose a service first.")))
    elif not inputs.mode:
        said = _("“%(written)s” is not a quality that there is. Write Standard or Pro.")
        add(Trouble(said % {"written": line.quality}))
    elif inputs.mode == "draft":
        add(finding.is_a_draft(line))
    elif inputs.mode not in service.can.modes:
        add(Trouble(_("Choose another quality: this service does not offer it.")))
    elif inputs.mode not in service.prices:
        add(Trouble(_("Choose another quality: this service has no price for it yet.")))


def faces_without_consent(lines: Iterable[Checked]) -> list[Avatar]:
    """The faces of good lines about which somebody has to tick that the person agreed, each once."""
    faces = [checked.inputs.face for checked in lines if checked.needs_consent]
    return list({face.pk: face for face in faces if face}.values())
