"""To the mail server, one mail after the other, with a step between "this person is there" and "here is the mail".

SMTP says in three answers what becomes of a mail: sender, recipient, content. Up to the third nothing was sent; once
the content is on its way, only the server's answer tells whether it took it.
"""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from apps.core import faults


class Refused(Exception):
    """The server does not take this mail, and will not another time. Nothing was delivered."""


class NotNow(Exception):
    """It could not be sent just now: the server is away or busy, or does not want us. Nothing was delivered."""


class Unsure(Exception):
    """The mail was on its way when the answer got lost."""


class SmtpBackend(EmailBackend):
    """Django's own, which can also deliver step by step."""

    def deliver(self, message: EmailMultiAlternatives, before_content: Callable[[], None]) -> None:
        """Send one mail; `before_content` is called when the server knows sender and recipient, and wants the content.

        Raises Refused, NotNow and Unsure, and whatever `before_content` does: then nothing was delivered.
        """
        try:
            content = _bytes(message)
            sender, recipient = (sanitize_address(name, "utf-8") for name in (message.from_email, message.to[0]))
        except ValueError as error:  # a line end in an address, or something else that cannot be one
            raise Refused(str(error)) from error
        self._introduce(sender, recipient)
        faults.reached("mail-accepted")
        try:
            before_content()
        except BaseException:
            self.hang_up()
            raise
        faults.reached("mail-marked")
        self._hand_over(content)

    def hang_up(self) -> None:
        """Leave the server, politely or not; the next mail connects anew."""
        with suppress(OSError):
            self.close()
        self.connection = None

    @property
    def _server(self) -> smtplib.SMTP:
        assert self.connection is not None  # noqa: S101 - `open` connected, or raised
        return self.connection

    def _introduce(self, sender: str, recipient: str) -> None:
        try:
            self._sign_in()
            self._server.ehlo_or_helo_if_needed()
            self._expect(self._server.mail(sender), is_about_person=False)
            self._expect(self._server.rcpt(recipient), is_about_person=True)
        except UnicodeError as error:  # an address that this server cannot read
            self.hang_up()
            raise Refused(str(error)) from error
        except OSError as error:
            self.hang_up()
            raise NotNow(_words(error)) from error

    def _sign_in(self) -> None:
        try:
            self.open()
        except UnicodeError as error:  # `smtplib` signs in with ASCII alone; that is about us, and not about one mail
            self.hang_up()
            raise NotNow("EMAIL_HOST_USER or EMAIL_HOST_PASSWORD has letters that are not ASCII") from error

    def _hand_over(self, content: bytes) -> None:
        answer: tuple[int, bytes | str]
        try:
            answer = self._server.data(content)
        except smtplib.SMTPDataError as error:  # it did not want the content
            answer = (error.smtp_code, error.smtp_error)
        except OSError as error:
            self.hang_up()
            raise Unsure(_words(error)) from error
        self._expect(answer, is_about_person=True)

    def _expect(self, answer: tuple[int, bytes | str], *, is_about_person: bool) -> None:
        """`is_about_person`: a refusal for good is about this mail, and not about us."""
        code, said = answer
        if 200 <= code < 300:  # also 251 and 252: it passes the mail on, or cannot look the person up (RFC 5321, 4.2)
            return
        self.hang_up()
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise (Refused if is_about_person and 500 <= code < 600 else NotNow)(f"{code} {text}")


def _bytes(message: EmailMultiAlternatives) -> bytes:
    """As it goes over the line. Raises ValueError for a header with a line end in it."""
    made: Any = message.message()
    content: bytes = made.as_bytes(linesep="\r\n")
    return content


def _words(error: OSError) -> str:
    """An error as people can read it."""
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    if code is None:
        return error.strerror or str(error) or type(error).__name__
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
