"""The forms of the library."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.avatars.models import Avatar, Consent
from apps.core.formats import size
from apps.media.edits import Edit
from apps.media.images import MIN_SIDE

MAX_PAPER_BYTES = 10 * 1024 * 1024
PAPERS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}  # how such a file begins


class NamesForm(forms.ModelForm):
    class Meta:
        model = Avatar
        fields = ("name", "person")
        help_texts = {
            "name": gettext_lazy("What the team calls this face."),
            "person": gettext_lazy("The person in the photo. Leave it empty for a drawing."),
        }


class Day(forms.DateInput):
    """The browser's own calendar, which wants days written the same way in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PaperField(forms.FileField):
    """A PDF, JPG or PNG, known by how it begins; it is kept as it is and never opened here."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})

    def to_python(self, data: Any) -> UploadedFile | None:
        file = super().to_python(data)
        if not isinstance(file, UploadedFile) or file.size is None:
            return None
        if file.size > MAX_PAPER_BYTES:
            raise forms.ValidationError(
                _("This file is %(size)s. The limit is %(limit)s.")
                % {"size": size(file.size), "limit": size(MAX_PAPER_BYTES)}
            )
        if not kind_of(file):
            raise forms.ValidationError(_("Choose a PDF, JPG or PNG file."))
        return file


def kind_of(file: UploadedFile) -> str:
    """ "pdf", "jpg" or "png" by the first bytes, else ""."""
    head = file.read(8)
    file.seek(0)
    return next((ext for ext, start in PAPERS.items() if head.startswith(start)), "")


class ConsentForm(forms.ModelForm):
    """Who agreed to what, since when and until when, and perhaps the paper that shows it."""

    paper = PaperField(
        label=gettext_lazy("Signed form or message"),
        required=False,
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB. Only your team can open it."),
    )

    class Meta:
        model = Consent
        fields = ("person", "scope", "agreed_on", "until")
        labels = {
            "person": gettext_lazy("Who agreed"),
            "scope": gettext_lazy("What they agreed to"),
            "agreed_on": gettext_lazy("Agreed on"),
            "until": gettext_lazy("Good until"),
        }
        help_texts = {
            "scope": gettext_lazy("For example: videos for our web site and courses, in every language."),
            "until": gettext_lazy("After this day nothing new is made with this face."),
        }
        widgets = {"scope": forms.Textarea(attrs={"rows": 3}), "agreed_on": Day(), "until": Day()}

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        """`today`: where the team is."""
        super().__init__(*args, **kwargs)
        self._today = today
        for name in ("person", "scope", "agreed_on"):
            self.fields[name].required = True
        self.fields["until"].required = False

    def clean_agreed_on(self) -> date:
        day: date = self.cleaned_data["agreed_on"]
        if day > self._today:
            raise forms.ValidationError(_("This day is still to come. When did they agree?"))
        return day

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day < self._today:
            raise forms.ValidationError(_("This day is over. Leave it empty if there is no end."))
        return day


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: she left the company, or he asked us to stop."),
    )


class DeskForm(forms.Form):
    """A button of the face desk. `seen` is the version of the portrait that the person had before their eyes."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("repair", "crop", "turn", "undo", "anyway", "not_anyway")]
    )
    seen = forms.CharField()
    repair = forms.IntegerField(min_value=0, required=False)
    left = forms.IntegerField(min_value=0, required=False)
    top = forms.IntegerField(min_value=0, required=False)
    width = forms.IntegerField(min_value=1, required=False)
    height = forms.IntegerField(min_value=1, required=False)

    def crop_of(self, edit: Edit) -> Edit:
        """The edit with the crop of the form instead of its own. Raises ValueError when one of its numbers is missing.

        A crop that is a little small for services is enlarged to fit.
        """
        crop = tuple(self.cleaned_data[name] for name in ("left", "top", "width", "height"))
        if None in crop:
            raise ValueError("There is no crop.")
        return replace(edit, crop=crop, enlarge=min(crop[2:]) < MIN_SIDE)
