"""How people come to have an account: an administrator adds them, nobody signs up."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from company.addresses import absolute
from company.models import Person

log = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On this site: whoever asks must not choose where the link in a mail leads."""
        number, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[number, token])
        return absolute(path, self.request)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """To the address that is kept, not to the one that was typed and resembles it.

        A mail server that does not answer is for the log: the page says the same to everybody,
        so that nobody learns whose addresses are known.
        """
        try:
            self.send_mail("account/email/password_reset_key", user.email, context)
        except OSError:
            log.exception("The mail to choose a password was not sent.")
