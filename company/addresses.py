"""Full addresses of this site, for links in mail and on the command line."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """`path` of this site with scheme and host.

    The host is SITE_URL's where that is set; else the request's, if ALLOWED_HOSTS names it letter
    by letter; else the first that ALLOWED_HOSTS names.
    """
    if settings.SITE_URL:
        return f"{settings.SITE_URL}{path}"
    # A pattern such as .example.org allows hosts that a stranger may choose: no link leads there.
    if request is not None and split_domain_port(request.get_host())[0] in settings.ALLOWED_HOSTS:
        return request.build_absolute_uri(path)
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host.strip(".*")]
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{named[0] if named else 'localhost'}{path}"
