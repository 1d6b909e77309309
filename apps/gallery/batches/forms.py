"""The forms of a batch: the table it begins with, and what lines use that say nothing else."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Connection, DefaultConnection
from apps.gallery.batches.headings import LONGEST, Row, read, unused
from apps.gallery.batches.tables import TableRefused, read_file, read_text
from apps.gallery.models import Batch
from apps.media.workbooks import MAX_CELL
from apps.teams.models import Team
from apps.voices.models import LANGUAGES, Voice


class TableForm(forms.Form):
    """A table as a file, or pasted. `rows` are its lines, `unused` the columns that nothing is made of."""

    table = forms.FileField(label=_("Table as CSV or XLSX"), required=False)
    text = forms.CharField(label=_("Or paste it from a spreadsheet"), required=False, strip=False)

    rows: list[Row]
    unused: list[str]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        file, text = given.get("table"), given.get("text", "")
        if not self.errors and file is None and not text.strip():
            raise forms.ValidationError(_("Choose a table, or paste one."))
        if not self.errors:
            try:
                cells = _read(file, text)
                self.rows, self.unused = read(cells), unused(cells)
            except TableRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return given

    @property
    def name(self) -> str:
        """What the batch is called: as its file, if it came as one."""
        file = self.cleaned_data.get("table")
        return Path(file.name).stem if file else ""


def _read(file: TemporaryUploadedFile | None, text: str) -> list[list[str]]:
    return read_text(text) if file is None else read_file(Path(file.temporary_file_path()))


class LineForm(forms.Form):
    """One line, as somebody mends it here. What is wrong with it stands on the page of the batch."""

    title = forms.CharField(label=_("Title"), required=False, max_length=LONGEST["title"])
    face = forms.CharField(
        label=_("Face"),
        required=False,
        max_length=LONGEST["face"],
        help_text=_("The name of a photo that you drop, or of a face in your library."),
    )
    script = forms.CharField(
        label=_("Script"),
        required=False,
        max_length=MAX_CELL,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    voice = forms.CharField(
        label=_("Recording"),
        required=False,
        max_length=LONGEST["voice"],
        help_text=_("Instead of a script: the name of a recording that you drop, or of a voice in your library."),
    )
    style = forms.CharField(label=_("Style"), required=False, max_length=MAX_CELL)
    quality = forms.CharField(
        label=_("Quality"), required=False, max_length=LONGEST["quality"], help_text=_("Standard or Pro.")
    )

    def row(self, number: int) -> Row:
        """The line with that number as it is written now."""
        texts = {name: text.replace("\r\n", "\n") for name, text in self.cleaned_data.items()}
        return Row(number=number, **texts)


class UsualForm(forms.ModelForm):
    """What lines use that say nothing else: service, quality, and the voice that speaks scripts."""

    class Meta:
        model = Batch
        fields = ("connection", "mode", "voice")

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connection, voice = self.fields["connection"], self.fields["voice"]
        assert isinstance(connection, forms.ModelChoiceField)  # noqa: S101 - the model's column says so
        assert isinstance(voice, forms.ModelChoiceField)  # noqa: S101 - as above
        connection.queryset = Connection.objects.usable_by(team).order_by("name")
        voice.queryset = Voice.objects.offered()
        connection.required = voice.required = True
        is_there = connection.queryset.filter(pk=_pk(self.initial.get("connection"))).exists()
        connection.empty_label = None if is_there else _("Choose a service")
        voice.choices = _voices(voice.queryset)

    @staticmethod
    def usual(team: Team) -> dict[str, Any]:
        """What a new batch begins with: the team's service, and the draft voice, which is free."""
        draft = Voice.objects.offered().filter(is_draft=True).first()
        return {"connection": DefaultConnection.objects.connection_of(team), "voice": draft}


def _pk(chosen: Any) -> int:
    """Of what a form begins with, which is a row or its number; 0 for none."""
    return getattr(chosen, "pk", chosen) or 0


def _voices(offered: Any) -> list[tuple[Any, Any]]:
    """The draft voice first; those of services by language."""
    voices = list(offered)
    free = [(voice.pk, _("Draft voice: English, made on this computer, free")) for voice in voices if voice.is_draft]
    spoken = [
        (name, [(voice.pk, voice.label) for voice in voices if voice.language == code and not voice.is_draft])
        for code, name in LANGUAGES
    ]
    return [*free, *((name, choices) for name, choices in spoken if choices)]
