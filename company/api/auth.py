"""Sign-in for programs: `Authorization: Bearer <token>`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from company.actions import note_token_use, token_digest
from company.models import Person, Token


class TokenAuthentication(BaseAuthentication):
    """Signs in by a personal token, of which the database keeps the SHA-256 only."""

    def authenticate(self, request: Request) -> tuple[Person, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Write the header as: Authorization: Bearer TOKEN.")
        # Headers are bytes: Latin-1 reads every one of them, so that a bad token is refused, not a
        # fault.
        text = words[1].decode("latin-1")
        token = Token.objects.select_related("person").filter(digest=token_digest(text)).first()
        now = timezone.now()
        # One sentence for all of these, so that a stranger learns nothing of what a token was.
        if token is None or not token.is_live(now) or not token.person.is_active:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        note_token_use(token, now)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Daylight"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """How the OpenAPI schema describes the token."""

    target_class = "company.api.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
