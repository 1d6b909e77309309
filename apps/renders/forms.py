import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.connections.models import Connection
from apps.media.audio import MIN_SECONDS
from apps.renders.models import Video
from apps.voices.models import FASTEST, SLOWEST, Voice, VoiceClip
from apps.voices.parts import Part, without_silence


class TextWithLines(forms.CharField):
    """Browsers send the end of a line as two characters; people and services count one."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class FinishForm(forms.ModelForm):
    """The last step: name, service, quality, style, and the tick that the person agreed."""

    consent = forms.IntegerField(required=False)  # the face that the tick is about

    class Meta:
        model = Video
        fields = ("title", "connection", "mode", "prompt")
        field_classes = {"prompt": TextWithLines}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connection = self.fields["connection"]
        assert isinstance(connection, forms.ModelChoiceField)  # noqa: S101 - the model's column says so
        connection.queryset = Connection.objects.usable_by(self.instance.project.team).order_by("name")


def speeds() -> list[tuple[str, str]]:
    """How fast a text can be spoken, in steps of a tenth."""
    words = {8: _("slow"), 10: _("normal"), 12: _("brisk"), 15: _("fast"), 20: _("very fast")}
    tenths = range(int(SLOWEST * 10), int(FASTEST * 10) + 1)
    return [(f"{Decimal(tenth) / 10:.1f}", _speed(tenth, words.get(tenth, ""))) for tenth in tenths]


def _speed(tenth: int, word: str) -> str:
    number = number_format(Decimal(tenth) / 10, 1)
    return f"{number} · {word}" if word else number


class ScriptForm(forms.Form):
    """A text to be spoken: who speaks it, and how fast. Its length is judged where it is priced."""

    text = TextWithLines(required=False)
    voice = forms.ModelChoiceField(Voice.objects.offered())
    speed = forms.TypedChoiceField(choices=speeds, coerce=Decimal)
    form_token = forms.UUIDField(required=False)  # a double click has the same one and makes one text
    seen = forms.CharField(required=False)  # price and warnings that the person had before their eyes

    def token(self) -> uuid.UUID:
        """The form's own token, or a new one where it has none that could be one."""
        return self.cleaned_data.get("form_token") or uuid.uuid4()


class TrimForm(forms.Form):
    """Which part of a recording is to be used, in seconds of it."""

    clip = forms.IntegerField()  # the one on the page
    to = forms.ChoiceField(choices=[(name, name) for name in ("part", "whole", "speech")])
    start = forms.DecimalField(required=False, max_digits=12, decimal_places=6)
    end = forms.DecimalField(required=False, max_digits=12, decimal_places=6)

    def __init__(self, *args: Any, clip: VoiceClip | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = clip

    def clean(self) -> dict[str, Any]:
        """Keep within the recording; what is left must be enough for a service. `part` is what was asked for."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        if self.chosen is None or given["clip"] != self.chosen.pk:
            raise forms.ValidationError(_("Another recording was chosen meanwhile."), "other")
        start, end = self._asked(self.chosen, given)
        if end - start < MIN_SECONDS:
            least = ngettext("Choose at least %(count)d second.", "Choose at least %(count)d seconds.", MIN_SECONDS)
            raise forms.ValidationError(least % {"count": MIN_SECONDS}, "short")
        given["part"] = start, end
        return given

    def _asked(self, clip: VoiceClip, given: dict[str, Any]) -> Part:
        all_of_it = Decimal(0), clip.source_seconds
        if given["to"] == "speech":
            return without_silence(clip)
        if given["to"] == "whole":
            return all_of_it
        start, end = (
            all_of_it[place] if given[name] is None else given[name] for place, name in enumerate(("start", "end"))
        )
        thousandth = Decimal("0.001")
        return max(start, Decimal(0)).quantize(thousandth), min(end, clip.source_seconds).quantize(thousandth)


class SendBackForm(forms.Form):
    """What should be different before somebody says OK to it."""

    comment = TextWithLines(
        label=gettext_lazy("What should be different?"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say in a few words what should be different.")},
    )


class FoundForm(forms.Form):
    """The number under which a service has an unclear take."""

    task_id = forms.CharField(label=gettext_lazy("Task number at the service"), max_length=500)


class NotSentForm(forms.Form):
    """Sending an unclear take once more costs twice when it was there after all."""

    looked = forms.BooleanField(label=gettext_lazy("I looked there, and it is not in the list of videos."))
