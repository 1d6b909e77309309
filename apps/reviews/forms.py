from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.reviews.models import Comment, Decision

LONGEST = Comment._meta.get_field("text").max_length


class CommentForm(forms.Form):
    text = forms.CharField(max_length=LONGEST, error_messages={"required": _("Write something first.")})
    pinned = forms.BooleanField(required=False)
    at_seconds = forms.DecimalField(
        required=False, error_messages={"invalid": _("We do not know this moment of the video. Send it again.")}
    )

    def moment(self) -> Any:
        """Where the comment is pinned in the film, in seconds; None for all of it."""
        return self.cleaned_data["at_seconds"] if self.cleaned_data["pinned"] else None


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
