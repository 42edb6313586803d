"""Accounts: an administrator adds people, nobody signs up."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from company.addresses import absolute
from company.models import Person

log = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's adapter with signing up closed, and links that stay on this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in a mail to choose a password, always on this site.

        Built from the request alone, whoever asks could have it lead to another host.
        """
        number, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[number, token])
        return absolute(path, self.request)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Mail the link to the address that is stored, not to the one that was typed.

        Two addresses may look alike and differ. A mail server that fails is noted in the log only:
        the page says the same to everybody, so that nobody learns whose addresses are known.
        """
        try:
            self.send_mail("account/email/password_reset_key", user.email, context)
        except OSError:
            log.exception("The mail to choose a password was not sent.")
