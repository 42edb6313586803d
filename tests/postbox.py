"""A mail server on this machine that takes mail, and refuses, stalls and drops when told to."""

import asyncio
import email
import email.policy
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Postbox:
    """What arrived, by address; `will` says how an address answers, try after try."""

    def __init__(self) -> None:
        self.arrived: dict[str, list[EmailMessage]] = defaultdict(list)
        self.asked: list[str] = []
        self.will: dict[str, list[str]] = defaultdict(list)
        self.port = 0

    @property
    def counts(self) -> dict[str, int]:
        return {address: len(mails) for address, mails in self.arrived.items()}

    def mail_to(self, address: str) -> EmailMessage:
        (found,) = self.arrived[address]
        return found

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked.append(address)
        answer = self.will[address].pop(0) if self.will[address] else ""
        if answer == "drop":
            server.transport.abort()
        if answer == "stall":
            await asyncio.Event().wait()
        if answer[:1] in ("4", "5"):
            return answer
        envelope.rcpt_tos.append(address)
        session.answer = answer
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if session.answer == "drop after the mail":
            server.transport.abort()
            return "451 gone"
        if session.answer == "refuse the mail":
            return "554 This looks like an invoice"
        for address in envelope.rcpt_tos:
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.arrived[address].append(mail)
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def mailers(self, timeout: float = 60) -> dict:
        """Settings that send to it; whoever stalls is left after `timeout` seconds."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": timeout}
        return {"default": {"BACKEND": SMTP, "OPTIONS": options}}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.port = free_port()
    running = Controller(box, hostname="127.0.0.1", port=box.port)
    running.start()
    try:
        yield box
    finally:
        running.stop()
