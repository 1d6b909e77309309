"""Amounts of money as people type them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from apps.core.formats import MICRO

# A comma or a point, and at most two digits behind it: nobody can tell whether 1,000 is a thousand or one.
AMOUNT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")


class MoneyField(forms.CharField):
    """An amount in the installation's currency, "25" or "25.50"; in millionths for the code, and None where empty."""

    default_error_messages = {"amount": _("Write an amount like 25 or 25.50, without signs and blanks.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}))
        super().__init__(required=False, empty_value=None, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text is None:
            return None
        amount = AMOUNT.fullmatch(text)
        if amount is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(amount[1]) * MICRO + int((amount[2] or "").ljust(6, "0"))

    def prepare_value(self, value: Any) -> Any:
        """Millionths as they are typed; what somebody typed stays as it is."""
        return value if not isinstance(value, int) else typed(value)


def typed(micros: int) -> str:
    """Cents beyond two digits are not typed, and none that are nought."""
    amount = Decimal(micros) / MICRO
    return number_format(amount, 0 if micros % MICRO == 0 else 2, use_l10n=True, force_grouping=False)
