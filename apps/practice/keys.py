"""Who may ask: whoever has the practice key, as it is or, at Kling, as the secret that signs a short-lived token."""

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare
from jwt.types import Options

from apps.practice.refusal import BAD_KEY, EARLY_KEY, NO_KEY, OLD_KEY, WRONG_KEY, Refusal

ACCESS_KEY = "practice"  # the issuer of a token


def check(authorization: str, *, may_be_signed: bool) -> None:
    """Look at an Authorization header. Raises Refusal."""
    if not authorization:
        raise Refusal(NO_KEY, "Authorization is empty")
    scheme, _, key = authorization.partition(" ")
    if scheme != "Bearer" or not key:
        raise Refusal(BAD_KEY, "Authorization is invalid")
    if may_be_signed and key.count(".") == 2:
        _check_token(key)
    elif not constant_time_compare(key, settings.PRACTICE_KEY):
        raise Refusal(WRONG_KEY, "Authentication failed")


def _check_token(token: str) -> None:
    needed: Options = {"require": ["iss", "exp", "nbf"]}
    try:
        jwt.decode(token, settings.PRACTICE_KEY, algorithms=["HS256"], issuer=ACCESS_KEY, options=needed)
    except jwt.ImmatureSignatureError:
        raise Refusal(EARLY_KEY, "Authorization is not valid yet") from None
    except jwt.ExpiredSignatureError:
        raise Refusal(OLD_KEY, "Authorization has expired") from None
    except jwt.InvalidIssuerError:
        raise Refusal(BAD_KEY, "access key not found") from None
    except jwt.InvalidTokenError:
        raise Refusal(BAD_KEY, "Authorization is invalid") from None
