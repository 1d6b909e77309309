"""What is written about a video in the gallery: a tag, or its name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.gallery.tags import LONGEST, LONGEST_KEY, clean, key_of
from apps.renders.models import Video


class TagForm(forms.Form):
    tag = forms.CharField(
        max_length=LONGEST, error_messages={"required": _("Write a tag first, or choose one. Nothing was changed.")}
    )

    def clean_tag(self) -> str:
        name = clean(self.cleaned_data["tag"])
        if not key_of(name):
            raise forms.ValidationError(_("Write a tag with letters or digits. Nothing was changed."))
        if len(key_of(name)) > LONGEST_KEY:
            raise forms.ValidationError(_("This tag is too long. Write a shorter one. Nothing was changed."))
        return name


class RenameForm(forms.ModelForm):
    class Meta:
        model = Video
        fields = ("title",)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["title"].required = True
        self.fields["title"].widget.attrs["autofocus"] = True
