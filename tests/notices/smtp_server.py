"""A mail server on a free port of 127.0.0.1 that keeps what it takes, and does wrong what a test tells it to.

It speaks as much of SMTP as a mail needs: one thread for each connection, a bounded number of mails.
"""

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

MOST_MAILS = 1000
LONGEST_LINE = 64 * 1024
HOLD_SECONDS = 30.0  # whoever is held has died if nobody lets it go


@dataclass
class Letter:
    """A mail as it came."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def subject(self) -> str:
        return str(self.message["Subject"]).strip()  # one that was folded begins with a blank

    def part(self, kind: str) -> str:
        """The text of "plain" or "html"."""
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())


@dataclass
class Orders:
    """What the server does, mostly wrong. `recipients`: its answer to some; `content`: to what it was given."""

    recipients: dict[str, str] = field(default_factory=dict)
    sender: str = "250 OK"
    sign_in: str = ""  # its answer to a password; without one it asks for none
    content: str = "250 OK: queued"
    drops_after_content: bool = False  # it takes the mail, and goes without a word
    holds: bool = False  # it has the mail, and does not answer until `let_go`


class Handler(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self._sender = self._recipient = ""
        self._say("220 test")
        while line := self.rfile.readline(LONGEST_LINE):
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            self.server.dialogue.append(word.upper())
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            if not self._answer(word.upper(), rest):
                return

    def _answer(self, word: str, rest: str) -> bool:
        orders = self.server.orders
        if word == "MAIL":
            self._sender = _address(rest)
            self._say(orders.sender)
        elif word == "RCPT":
            self._recipient = _address(rest)
            self._say(orders.recipients.get(self._recipient, "250 OK"))
        elif word == "DATA":
            return self._take()
        elif word == "EHLO" and orders.sign_in:
            self._say("250-test\r\n250 AUTH PLAIN")
        elif word == "AUTH" and orders.sign_in:
            self._say(orders.sign_in)
        else:
            self._say("250 OK" if word in ("EHLO", "HELO", "RSET", "NOOP") else "500 what?")
        return True

    def _take(self) -> bool:
        self._say("354 go on")
        content = bytearray()
        while (line := self.rfile.readline(LONGEST_LINE)) not in (b"", b".\r\n"):
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        if not line:  # whoever spoke has gone: that was no mail
            return False
        orders = self.server.orders
        if orders.content.startswith("250") and len(self.server.letters) < MOST_MAILS:
            self.server.letters.append(Letter(self._sender, self._recipient, bytes(content)))
        self.server.took.set()
        if orders.holds:
            self.server.may_answer.wait(HOLD_SECONDS)
        if orders.drops_after_content:
            return False
        self._say(orders.content)
        return True

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:  # killed meanwhile
            self.close_connection = True


class MailServer(socketserver.ThreadingTCPServer):
    """A context manager; what it took is in `letters`, what it was asked in `dialogue`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.letters: list[Letter] = []
        self.dialogue: list[str] = []
        self.orders = Orders()
        self.took, self.may_answer = threading.Event(), threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.recipient == address]

    def let_go(self) -> None:
        self.may_answer.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        self.let_go()
        self.shutdown()
        self.server_close()


def _address(rest: str) -> str:
    """The address in "FROM:<…> …"."""
    return rest[rest.index("<") + 1 : rest.index(">")] if "<" in rest else rest
