"""What an address of the gallery asks for; and what is written about a video in it: a tag, or its name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.numbers import LARGEST
from apps.gallery.tags import LONGEST, LONGEST_KEY, clean, key_of
from apps.renders.models import Video

SHOWN = {
    "all": _("All"),
    "mine": _("Needs me"),
    "making": _("In progress"),
    "review": _("To review"),
    "changes": _("Changes asked"),
    "approved": _("Approved"),
    "fix": _("Needs a fix"),
}
SORT_NAMES = {
    "newest": _("Newest first"),
    "changed": _("Changed last"),
    "name": _("By name"),
    "longest": _("Longest first"),
    "dearest": _("Most expensive first"),
}
LONGEST_SEARCH = 100


def _pk() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=LARGEST)


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, input_formats=["%Y-%m-%d"])


def _price(label: Any) -> forms.DecimalField:
    field = forms.NumberInput(attrs={"class": "input"})
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=9, decimal_places=2, widget=field)


class Filters(forms.Form):
    """Each field that cannot be read is left out of what is looked for; `errors` says why."""

    show = forms.ChoiceField(required=False, choices=list(SHOWN.items()))
    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_SEARCH)
    sort = forms.ChoiceField(label=_("Sort"), required=False, choices=list(SORT_NAMES.items()))
    tag = _pk()
    project = _pk()
    person = _pk()
    face = _pk()
    voice = _pk()
    service = _pk()
    from_day = _day(_("From"))
    to_day = _day(_("To"))
    least = _price(_("From"))
    most = _price(_("To"))

    @property
    def days(self) -> list[forms.BoundField]:
        return [self["from_day"], self["to_day"]]

    @property
    def prices(self) -> list[forms.BoundField]:
        return [self["least"], self["most"]]

    def wanted(self) -> dict[str, Any]:
        """What is asked for, by field; nothing that is empty or could not be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


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
