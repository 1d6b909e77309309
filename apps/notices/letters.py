"""A mail, put together from what one person is told."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from apps.core.health import installation_id
from apps.notices import words
from apps.notices.models import Notice
from apps.notices.telling import one_line
from apps.notices.tokens import stop_path
from apps.teams.links import absolute
from apps.teams.models import User

LISTED = 50  # lines; of what is more, people read the number


def letter(person: User, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The mail that tells these things to the person, in their language. Text, and the same as simple HTML."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        said = words.lines(notices)
        stop = absolute(stop_path(person, {notice.kind for notice in notices}))
        context = {
            "name": _name(person),
            "lines": [words.Line(line.said, absolute(line.address)) for line in said[:LISTED]],
            "more": max(0, len(said) - LISTED),
            "teams": ", ".join(sorted({one_line(notice.team.name) for notice in notices})),
            "kinds": words.kinds(notice.kind for notice in notices),
            "stop": stop,
            "choose": absolute(reverse("notices:preferences")),
            "language": translation.get_language(),
        }
        text, html = (render_to_string(f"notices/mail/told.{kind}", context) for kind in ("txt", "html"))
        return _message(person, one_line(words.subject(notices)), text, html, _headers(notices[0], stop))


def trial(person: User) -> EmailMultiAlternatives:
    """A mail that only says that mails arrive, in the language that is active."""
    context = {"name": _name(person), "choose": absolute(reverse("notices:preferences"))}
    text = render_to_string("notices/mail/trial.txt", context)
    subject = translation.gettext("Mails from Avatar Studio reach you")
    return EmailMultiAlternatives(subject, text, to=[person.email], headers={"Auto-Submitted": "auto-generated"})


def _name(person: User) -> str:
    return one_line(person.get_short_name()) or person.email


def _message(person: User, subject: str, text: str, html: str, headers: dict[str, str]) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(subject, text, to=[person.email], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _headers(first: Notice, stop: str) -> dict[str, str]:
    """The number is that of the first notice, which is in no other mail: two copies could be told to be one.

    One click in the mail program ends such mails (RFC 8058, which wants https).
    """
    host = urlsplit(absolute("")).hostname
    headers = {
        "Message-ID": f"<notice-{first.pk}.{installation_id()}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": f"<{stop}>",
    }
    if stop.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
