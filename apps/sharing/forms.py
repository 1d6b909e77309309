from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.sharing.models import ShareLink

DAYS = [
    ("1", _("after a day")),
    ("7", _("after a week")),
    ("14", _("after two weeks")),
    ("30", _("after 30 days")),
    ("90", _("after 90 days")),
]


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
    may_download = forms.BooleanField(label=_("Guests may download the video"), required=False)

    def lifetime(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Passphrase"), max_length=100, widget=forms.PasswordInput({"autocomplete": "off"})
    )
