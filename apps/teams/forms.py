from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.teams import welcome
from apps.teams.models import Role, User


class PersonForm(forms.Form):
    """A new account. Whether the address is free is asked when it is made, not here."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput({"autocomplete": "name", "dir": "auto"})
    )
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words that only you put together are strong and easy to keep."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person = User(name=data.get("name", ""), email=data.get("email", ""))
        if "password" in data:
            try:
                validate_password(data["password"], person)
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


class WelcomeForm(PersonForm):
    """The first account. From another machine it needs the code that only who started the studio can read."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_(
            "It is printed where the studio was started, and stands in the file welcome_code of its data folder."
        ),
    )

    def __init__(self, *args: Any, code_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not code_needed:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            welcome.check_code(code)
        except welcome.WrongCode:
            raise ValidationError(_("This is not the code. Look where the studio was started.")) from None
        except welcome.TooManyTries:
            raise ValidationError(_("Too many wrong codes. Wait ten minutes, then try again.")) from None
        return code


class InvitationForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class LoginForm(allauth.LoginForm):
    """Allauth's own, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(allauth.ResetPasswordForm):
    """Asks for a mail with a password link; refuses everybody alike where no mail can be sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        if not settings.EMAIL_HOST:
            raise ValidationError(_("This studio sends no e-mail. Ask an owner of your team for a link."))
        return super().clean() or self.cleaned_data
