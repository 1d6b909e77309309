import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.reviews import drawings
from apps.reviews.models import Comment, Decision

LONGEST = Comment._meta.get_field("text").max_length


# A moment of a film as people write it: "7", "7.25", "0:07", "1:02:05.5".
WRITTEN = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)", re.ASCII)


class MomentField(forms.CharField):
    """A moment of a film, in seconds (Decimal); None where nothing is written."""

    def __init__(self) -> None:
        unknown = {"invalid": _("We do not know this moment of the video. Write it like 0:07.")}
        super().__init__(required=False, empty_value=None, error_messages=unknown)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text is None:
            return None
        written = WRITTEN.fullmatch(text)
        if written is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        hours, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in written.groups())
        return hours * 3600 + minutes * 60 + seconds


class WordsForm(forms.Form):
    """What somebody says, or says in other words."""

    text = forms.CharField(max_length=LONGEST, error_messages={"required": _("Write something first.")})


class CommentForm(WordsForm):
    pinned = forms.BooleanField(required=False, initial=True)
    at_seconds = MomentField()
    until_seconds = MomentField()
    drawing = forms.CharField(required=False)  # JSON
    where = forms.ChoiceField(required=False, choices=[("", _("no part")), *drawings.REGIONS.items()])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("pinned") or self.errors:
            cleaned |= {"at_seconds": None, "until_seconds": None}
        else:
            self._check_part(cleaned)
        return {**cleaned, "drawing": self._drawing(cleaned)}

    @property
    def said(self) -> dict[str, Any]:
        """What `comments.comment` takes of a form that is in order."""
        return {name: self.cleaned_data[name] for name in ("text", "at_seconds", "until_seconds", "drawing")}

    def _check_part(self, cleaned: dict[str, Any]) -> None:
        until = cleaned["until_seconds"]
        if until is not None and until <= (cleaned["at_seconds"] or 0):
            self.add_error("until_seconds", _("The end has to come after the beginning."))
        elif until is not None:
            cleaned["at_seconds"] = cleaned["at_seconds"] or Decimal(0)

    def _drawing(self, cleaned: dict[str, Any]) -> drawings.Drawing | None:
        """What was drawn, together with the part that was marked: one thing to everybody else."""
        try:
            drawing = drawings.parse(cleaned.get("drawing", ""), cleaned.get("where", ""))
        except forms.ValidationError as error:
            self.add_error("drawing", error)
            return None
        if drawing and cleaned.get("at_seconds") is None and not self.errors:
            self.add_error("drawing", _("What you mark belongs to a moment of the video. Say which, like 0:07."))
        return drawing


class DecisionForm(forms.Form):
    VERDICTS = (Decision.Verdict.APPROVED, Decision.Verdict.CHANGES)  # taking one back has a button of its own

    verdict = forms.ChoiceField(choices=[(verdict.value, verdict.label) for verdict in VERDICTS])
    text = forms.CharField(required=False, max_length=LONGEST)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asks_for_changes = cleaned.get("verdict") == Decision.Verdict.CHANGES
        if asks_for_changes and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write what should change."))
        return cleaned
