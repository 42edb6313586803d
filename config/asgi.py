"""The ASGI application, `config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_asgi_application()

from config.checks import require_secret_key  # noqa: E402 (needs the settings, loaded above)
from config.collector import spare_what_stays  # noqa: E402 (the same)

require_secret_key()
# Last: it loads every view, and what is loaded after it is not spared.
spare_what_stays()
