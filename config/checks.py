"""What must be set before a server starts."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def require_secret_key() -> None:
    """Refuse to serve without a SECRET_KEY: each process would make up its own.

    Raises ImproperlyConfigured.
    """
    if not settings.SECRET_KEY_GIVEN:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random text, the same for every server process:"
            ' python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
