"""What a service complains about, guessed from its words: there are no codes for that."""

import re

from apps.providers.errors import Reason

CULPRITS = {
    Reason.POLICY: re.compile(r"(?<![a-z])(risk|sensitive|safety|policy|moderation)", re.IGNORECASE),
    Reason.VOICE: re.compile(r"(?<![a-z])voice[ _-]?(id|language|speed|(is |was )?not )", re.IGNORECASE),
    Reason.AUDIO: re.compile(r"(?<![a-z])(audio|sound|voice)", re.IGNORECASE),
    Reason.IMAGE: re.compile(r"(?<![a-z])(image|picture|photo|pixel|face)", re.IGNORECASE),
    Reason.PROMPT: re.compile(r"(?<![a-z])prompt", re.IGNORECASE),
    Reason.TEXT: re.compile(r"(?<![a-z])(text|script)(?![a-z])", re.IGNORECASE),
}


def culprit(message: str) -> Reason | None:
    """What `message` is about, or None."""
    return next((reason for reason, words in CULPRITS.items() if words.search(message)), None)
