from typing import Any

from django import forms

from apps.connections.models import Connection
from apps.renders.models import Video


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
        connection.queryset = Connection.objects.usable().order_by("name")
