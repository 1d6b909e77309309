"""The forms in which staff connects a service. Secrets can be written there but never read."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.models import ModelFormMetaclass
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.connections import words
from apps.connections.fields import WrongFieldKey
from apps.connections.models import SECRETS, Connection, Price
from apps.connections.prices import PriceFormSet
from apps.providers.base import Capabilities, Mode, Option, Provider

MASKED = 12  # of a key of at most so many characters nothing is shown
ALLOWS = {Mode.STANDARD: "allows_standard", Mode.PRO: "allows_pro"}
QUESTION = "option_"  # begins the names of the fields that are a service's own questions


class ConnectionForm(forms.ModelForm):
    """What can be changed at every connection; those of the practice service have nothing else."""

    class Meta:
        model = Connection
        fields: tuple[str, ...] = (
            "name",
            "allows_standard",
            "allows_pro",
            "min_seconds",
            "max_seconds",
            "places",
            "teams",
            "is_on",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_on" in self.fields:  # somebody who may only look has no fields
            self.fields["is_on"].help_text = _("It needs a key, and a price below for each quality that may be chosen.")

    def answers(self) -> dict[str, str]:
        """The answers to the service's own questions, by name."""
        return self.instance.options

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        can = self.instance.adapter.capabilities(self.answers())
        self._check_seconds(can, data.get("min_seconds"), data.get("max_seconds"))
        if data.get("is_on"):
            self._check_switch(can)
        return data

    def _check_seconds(self, can: Capabilities, shortest: int | None, longest: int | None) -> None:
        if shortest is not None and longest is not None and shortest >= longest:
            self.add_error("max_seconds", _("The longest voice must be longer than the shortest one."))
        elif longest is not None and longest > can.max_seconds:
            said = gettext("This service takes voices of %(low)d to %(high)d seconds.")
            self.add_error("max_seconds", said % {"low": can.min_seconds, "high": can.max_seconds})

    def _check_switch(self, can: Capabilities) -> None:
        """What a connection needs before it can be switched on; said at the tick."""
        modes = [mode for mode in can.modes if self.cleaned_data.get(ALLOWS[mode])]
        if not modes:
            self.add_error("is_on", _("Allow a quality that this service has before you switch it on."))
        priced = self._priced()
        if without := [str(name) for mode, name in Price.MODES if mode in modes and mode not in priced]:
            said = gettext("No price is confirmed yet for: %(qualities)s. Enter and tick it below, or do not allow it.")
            self.add_error("is_on", said % {"qualities": ", ".join(without)})

    def _priced(self) -> set[str]:
        """What has a price once this page is saved: the rows of the same page count."""
        rows = [row for row in PriceFormSet(self.data, instance=self.instance).extra_forms if row.is_valid()]
        now = timezone.now()
        new = {row.cleaned_data["what"] for row in rows if row.has_changed() and row.cleaned_data["valid_from"] <= now}
        stored = Price.objects.filter(connection_id=self.instance.pk, valid_from__lte=now)
        return new | set(stored.values_list("what", flat=True))


class SecretField(forms.CharField):
    """Whatever stands in it is never sent back to the browser."""

    def __init__(self, **kwargs: Any) -> None:
        printable = RegexValidator(r"^[!-~]+\Z", _("A key has no blanks and no letters with accents. Copy it again."))
        widget = forms.PasswordInput(attrs={"autocomplete": "off", "class": "vTextField"})
        super().__init__(required=False, strip=True, widget=widget, validators=[printable], **kwargs)


class AddressInput(forms.URLInput):
    """An address, with the known ones to choose from."""

    template_name = "connections/address.html"
    hosts: tuple[tuple[str, str], ...] = ()

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        listed = {**(attrs or {}), "class": "vURLField", "list": "hosts"}
        return {**super().get_context(name, value, listed), "hosts": self.hosts}


class AccountForm(ConnectionForm):
    """A connection to a real service; `account_form` makes the form of one service out of it."""

    service: ClassVar[Provider]

    base_url = forms.URLField(label=_("Address"), required=False, assume_scheme="https", widget=AddressInput)
    new_key = SecretField(label=_("Key"), help_text=_("The secret that the service gave you."))
    new_secret = SecretField(
        label=_("Secret key"),
        help_text=_(
            "Only for the older kind of key: an access key goes into the field above and its secret key here. "
            "An API key stands alone, and this stays empty."
        ),
    )
    new_webhook_secret = SecretField(
        label=_("Webhook secret"),
        help_text=_("Only if you made one at the service: then its messages to us are checked. Begins with whsec_."),
    )

    class Meta(ConnectionForm.Meta):
        fields = (*ConnectionForm.Meta.fields, "base_url", "may_be_private", "trusts_look_up")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.provider = self.service.slug
        self.fields["base_url"].required = not self.service.hosts
        self.fields["base_url"].help_text = _("Left empty, the first of these is used.") if self.service.hosts else ""
        self.fields["base_url"].widget.hosts = self.service.hosts
        for option in self.service.options:
            self.initial[f"{QUESTION}{option.name}"] = self.instance.options.get(option.name) or option.default
        self._stored = {secret: self._read(secret) for secret in SECRETS}

    def _read(self, secret: str) -> str:
        """What is stored, with a hint at its field. One that no key reads is kept until another one is entered."""
        try:
            stored: str = getattr(self.instance, secret)
            hint = _hint(stored)
        except WrongFieldKey:
            stored, hint = "", str(words.UNREADABLE)
        if field := self.fields.get(f"new_{secret}"):
            field.help_text = f"{field.help_text} {hint}".strip()
        return stored

    def answers(self) -> dict[str, str]:
        """Only those that differ from the default: what an adapter does of itself may change with it."""
        given = {option.name: self.cleaned_data.get(f"{QUESTION}{option.name}", "") for option in self.service.options}
        usual = {option.name: option.default for option in self.service.options}
        return {name: answer for name, answer in given.items() if answer and answer != usual[name]}

    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"]
        parts = urlsplit(url)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValidationError(_("Enter the address alone, without a name, a key or a question mark in it."))
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        schemes = ("", "https", "http") if data.get("may_be_private") else ("", "https")
        if urlsplit(data.get("base_url", "")).scheme not in schemes:
            self.add_error(
                "base_url", _("It must begin with https://. In your own network http:// will do: tick that.")
            )
        self._check_keys(data.get("new_key"), data.get("new_secret"))
        return data

    def _check_keys(self, key: str | None, secret: str | None) -> None:
        if secret and not key:
            self.add_error("new_key", _("An access key and its secret key belong together. Enter both."))
        elif self._has_moved and self._stored["key"] and not key:
            self.add_error("new_key", _("The key belongs to the old address. Enter the one for the new address."))

    def _check_switch(self, can: Capabilities) -> None:
        super()._check_switch(can)
        if not (self.cleaned_data.get("new_key") or self._stored["key"]):
            self.add_error("new_key", _("A connection needs a key before it can be switched on."))
        if not can.takes_files and not settings.PUBLIC_BASE_URL:
            self.add_error("is_on", words.reach(can, settings.PUBLIC_BASE_URL))

    @property
    def _has_moved(self) -> bool:
        return bool(self.instance.pk) and "base_url" in self.changed_data

    def save(self, commit: bool = True) -> Connection:
        new = {secret: self.cleaned_data.get(f"new_{secret}", "") for secret in SECRETS}
        if new["key"] or self._has_moved:  # a key and its secret key are one thing, and none goes to another address
            self.instance.key, self.instance.secret = new["key"], new["secret"]
        if new["webhook_secret"] or self._has_moved:
            self.instance.webhook_secret = new["webhook_secret"]
        self.instance.options = self.answers()
        return super().save(commit)


def _hint(stored: str) -> str:
    """Which secret is stored, told by its end."""
    if not stored:
        return ""
    end = stored[-4:] if len(stored) > MASKED else "…"
    return gettext("One ending in %(end)s is stored. Leave this empty to keep it.") % {"end": end}


def account_form(service: Provider) -> type[AccountForm]:
    """The form of one service: with its own questions, and without what it does not know."""
    fields: dict[str, Any] = {f"{QUESTION}{option.name}": _question(option) for option in service.options}
    can = service.capabilities({})
    if not can.signs_keys:
        fields["new_secret"] = None
    if not can.signs_callbacks:
        fields["new_webhook_secret"] = None
    named = {**fields, "service": service, "__module__": __name__}
    return cast("type[AccountForm]", ModelFormMetaclass("ServiceForm", (AccountForm,), named))


def _question(option: Option) -> forms.Field:
    shown: dict[str, Any] = {
        "label": gettext(option.label),
        "help_text": gettext(option.help),
        "required": False,
    }
    if option.choices:
        return forms.ChoiceField(choices=[(value, gettext(label)) for value, label in option.choices], **shown)
    return forms.CharField(max_length=2500, widget=forms.TextInput(attrs={"class": "vLargeTextField"}), **shown)
