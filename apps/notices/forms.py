"""How soon a person wants to be mailed, a row of three choices for each kind of notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from apps.notices.models import Kind, When
from apps.notices.words import KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """A kind in the table. `name` is that of its field."""

    name: str
    label: str
    explained: Promise
    choices: list[tuple[str, str, bool]]  # value, label, whether it is chosen


class PreferencesForm(forms.Form):
    def __init__(self, wishes: Mapping[str, str], data: Any = None) -> None:
        """`wishes`: what holds now, by kind."""
        super().__init__(data, initial=dict(wishes))
        for kind in Kind:
            self.fields[kind.value] = forms.ChoiceField(choices=When.choices, label=kind.label)

    @property
    def rows(self) -> list[Row]:
        return [self._row(kind) for kind in Kind]

    @property
    def wishes(self) -> dict[str, When]:
        """What the person wishes from now on."""
        return {kind: When(when) for kind, when in self.cleaned_data.items()}

    def _row(self, kind: Kind) -> Row:
        chosen = self[kind.value].value()
        choices = [(when.value, str(when.label), when == chosen) for when in When]
        return Row(kind.value, str(kind.label), KINDS[kind], choices)
