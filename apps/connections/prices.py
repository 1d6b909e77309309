"""The rows in which staff enters prices. People write amounts of money; we store millionths."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Connection, Price
from apps.core.formats import MICRO


class PriceForm(forms.ModelForm):
    """One new price. Whoever saves it has to tick that it was checked."""

    amount = forms.DecimalField(label=_("amount"), min_value=0, max_value=1_000_000, decimal_places=6)
    valid_from = forms.DateField(
        label=_("valid from"), required=False, widget=AdminDateWidget({"placeholder": _("from now on")})
    )
    is_checked = forms.BooleanField(label=_("I have checked this price"), required=False)

    class Meta:
        model = Price
        fields = ("what", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # in a table nothing but the head of the column says what a field is
            field.widget.attrs["aria-label"] = field.label

    def clean_valid_from(self) -> datetime:
        day: date | None = self.cleaned_data["valid_from"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else timezone.now()

    def clean_is_checked(self) -> bool:
        if not self.cleaned_data["is_checked"]:
            raise ValidationError(_("Compare it with the price list of the service, then tick this."))
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.instance.micros = int(data.get("amount", 0) * MICRO)
        return data


class PriceRows(forms.BaseInlineFormSet):
    """The new prices of a connection, no two of one thing from the same moment on; Django looks at the page alone."""

    def clean(self) -> None:
        taken: set[Any] = set(Price.objects.filter(connection_id=self.instance.pk).values_list("what", "valid_from"))
        for row in self.extra_forms:
            new = (row.cleaned_data.get("what"), row.cleaned_data.get("valid_from"))
            if all(new) and new in taken:
                row.add_error(
                    "valid_from", _("There is a price from this day on. Leave the day empty to replace it now.")
                )
            taken.add(new)


PriceFormSet = forms.inlineformset_factory(
    Connection, Price, form=PriceForm, formset=PriceRows, extra=0, can_delete=False
)
