"""A text column that is encrypted at rest with the keys of `FIELD_KEYS` (the first encrypts, all decrypt)."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class WrongFieldKey(Exception):
    """A stored secret cannot be read: FIELD_KEYS lacks the key that wrote it."""


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


class EncryptedTextField(models.TextField):
    """Holds a secret. Reading it with the wrong key raises `WrongFieldKey`; it never yields ciphertext."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _fernet().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        if not value:
            return value
        try:
            return _fernet().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise WrongFieldKey("FIELD_KEYS does not hold the key that encrypted this secret.") from error
