"""Who speaks about a video: somebody with an account, or a guest. A row has a column for each, one of them empty."""

from typing import Any, TypeAlias, cast

from apps.reviews.guests import Guest
from apps.teams.models import User

Speaker: TypeAlias = User | Guest
Key: TypeAlias = tuple[int | None, int | None]  # the two columns; a user and a guest with equal pks are two people


def columns(speaker: Speaker, user: str) -> dict[str, Any]:
    """The two columns of a row in which the speaker speaks; `user` is the name of the one for who has an account."""
    is_guest = isinstance(speaker, Guest)
    return {user: None if is_guest else speaker, "guest": speaker if is_guest else None}


def key_of(speaker: Speaker | None) -> Key:
    """As `speaker_key` of a row in which they speak. Nobody is equal to no row."""
    if speaker is None:
        return None, None
    return (None, speaker.pk) if isinstance(speaker, Guest) else (speaker.pk, None)


def one_of(user: User | None, guest: Guest | None) -> Speaker:
    """The one who is there, as the database sees to."""
    return cast(Speaker, guest or user)
