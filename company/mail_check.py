"""Whether mail leaves this installation, tried by one mail to the administrator who asks."""

from django.conf import settings
from django.core.mail import EmailMessage, mailers

from company.access import require_administrator
from company.addresses import absolute
from company.models import Person
from company.outgoing import new_message_id
from company.sending import sentence_of


def send_test_mail(*, actor: Person) -> str:
    """Send a test mail to the administrator.

    Returns why no server took it, in a sentence; empty where one did. Raises PermissionDenied.
    """
    require_administrator(actor)
    mail = EmailMessage(
        "Daylight: a test mail",
        f"Mail goes out from here.\n\n{absolute('/')}\n",
        to=[actor.email],
        headers={"Message-ID": new_message_id(), "Auto-Submitted": "auto-generated"},
    )
    try:
        mailers.default.send_messages([mail])
    except (OSError, ValueError) as error:
        return sentence_of(error)
    return ""


def mail_server() -> str:
    """The mail server's host and port, never the password; empty where mail goes to no server."""
    options = settings.MAILERS["default"].get("OPTIONS", {})
    host = options.get("host", "")
    return f"{host}:{options.get('port', 25)}" if host else ""
