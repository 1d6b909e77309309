import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.reviews.forms import CommentForm, WordsForm
from apps.reviews.guests import LONGEST_NAME, clean_name
from apps.sharing.actions import Rights
from apps.sharing.models import ShareLink

ADDRESS = re.compile(r"[@/\\]|:\S|\w{2}\.\w{2}")
DAYS = [
    ("1", _("after a day")),
    ("7", _("after a week")),
    ("14", _("after two weeks")),
    ("30", _("after 30 days")),
    ("90", _("after 90 days")),
]


class NameField(forms.CharField):
    """The name of a guest, without what is not seen in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, **options)

    def to_python(self, value: Any) -> Any:
        return clean_name(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """It stands in the subjects of mails: no address, which programs would make a link of."""
        super().validate(value)
        if ADDRESS.search(value):
            raise forms.ValidationError(_("Write a name without an address."), code="address")


class ShareForm(forms.Form):
    days = forms.ChoiceField(label=_("The link ends"), choices=DAYS, initial=str(ShareLink.LIFETIME.days))
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        min_length=6,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Guests type it before they see anything. Tell them another way than with the link."),
    )
    person = NameField(
        label=_("For one person"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("This name then stands beside everything that is said by the link. Send it to nobody else."),
    )
    may_comment = forms.BooleanField(
        label=_("Guests may comment, and read what others say about the version they see"), required=False, initial=True
    )
    may_approve = forms.BooleanField(
        label=_("The one person may approve, or ask for changes"),
        required=False,
        help_text=_("When they ask for changes, that outweighs every approval, whoever gave it, until they approve."),
    )
    may_download = forms.BooleanField(label=_("Guests may download the video"), required=False)
    may_embed = forms.BooleanField(
        label=_("It may be embedded in other web pages"),
        required=False,
        help_text=_("You get a code that shows the video there to everybody, without comments and downloads."),
    )

    def __init__(self, *arguments: Any, of_one_video: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not of_one_video:
            del self.fields["may_embed"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("may_embed") and cleaned.get("passphrase"):
            self.add_error(
                "passphrase",
                _("Other web pages cannot ask for a passphrase. Leave it empty, or do not allow embedding."),
            )
        if cleaned.get("may_approve") and not cleaned.get("person") and "person" not in self.errors:
            self.add_error("person", _("An approval has to be somebody's: write the name of the person."))
        return cleaned

    def lifetime(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))

    def rights(self) -> Rights:
        said = self.cleaned_data
        return Rights(
            may_comment=said["may_comment"],
            may_approve=said["may_approve"],
            may_download=said["may_download"],
            person=said["person"],
        )


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Passphrase"), max_length=100, widget=forms.PasswordInput({"autocomplete": "off"})
    )


class Named(forms.Form):
    """A form in which a guest says who they are, where that is not known yet."""

    name = NameField(
        label=_("Your name"), error_messages={"required": _("Write your name, so that people know who says it.")}
    )

    def __init__(self, *arguments: Any, asks_name: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not asks_name:
            del self.fields["name"]


class GuestCommentForm(Named, CommentForm):
    """`may_draw`: whether the link takes another drawing."""

    def __init__(self, *arguments: Any, may_draw: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._may_draw = may_draw

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("drawing") and not self._may_draw:
            self.add_error("drawing", _("This link takes no more drawings. Remove it, and say it in words."))
        return cleaned


class GuestWordsForm(Named, WordsForm):
    pass
