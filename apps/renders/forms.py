import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.connections.models import Connection
from apps.renders.models import Video
from apps.voices.models import FASTEST, SLOWEST, Voice


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
