"""Settings, read from the environment by typed readers that fail loudly.

The defaults are safe for production: no DEBUG, no demonstration, HTTPS only.
`docs/running.md` lists every variable.
"""

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# Lets anybody sign in with one click as anybody of the demonstration company.
DEMO = env.bool("DEMO", default=False)

# A command may run without a key of its own; a server may not (see config/wsgi.py),
# because its processes would not recognise each other's sessions.
SECRET_KEY_GIVEN = bool(env.str("SECRET_KEY", default=""))
SECRET_KEY = env.str("SECRET_KEY", default="") or secrets.token_urlsafe(50)

# The code for the first page of a new installation (bin/start); without it that page is closed.
START_CODE = env.str("START_CODE", default="")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# The beginning of links in mail and on the command line (company/addresses.py).
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "company",
    "ledger",
    "imports",
    "charts",
    "portfolio",
    "escalations",
    "governance",
    "delivery",
    "demo",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_ox",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    # Before sessions, which would look up a cookie with a NUL in the database.
    "company.middleware.ReadableRequest",
    "company.middleware.OneZoneEach",
    "company.middleware.CachedReads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "company.context.here",
                "company.context.theme",
            ],
            "builtins": ["company.templatetags.daylight", "charts.templatetags.charts"],
        },
    }
]


DATABASES: dict[str, Any] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'daylight.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock when a transaction begins, so that two of them that
    # read the headroom can never both write; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Histories are read by object, or whole as of an instant (company/histories.py).
SIMPLE_HISTORY_DATE_INDEX = False

# Imports run and mail is sent in a worker: manage.py ox_worker. What a killed one had is looked
# for every 7.5 seconds and taken up when it was silent for 15 (LOCK_TIMEOUT, which a living worker
# renews every 5). More attempts than an import is taken up (imports/holding.py), which says so.
TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "OPTIONS": {
            "LOCK_TIMEOUT": 15,
            "MAX_ATTEMPTS": 10,
            # Time-driven work; manage.py report_rounds does the same from cron.
            "SCHEDULES": {
                "report_rounds": {"task": "delivery.tasks.report_rounds", "cron": "7 * * * *"},
                "run_feeds": {"task": "imports.feeds.tasks.run_feeds", "cron": "*/5 * * * *"},
            },
        },
    }
}


AUTH_USER_MODEL = "company.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "company.adapter.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# No mail to unknown addresses; the page says the same either way, and so tells nobody apart.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""


REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["company.api.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["company.api.parsers.StorableJSON"],
    "DEFAULT_PAGINATION_CLASS": "company.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["company.api.filters.Filters"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "company.api.problems.handle",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Daylight",
    "DESCRIPTION": "Specials, what they cost, what they displace, and who waits.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "company.api.schema.document_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "company.models.Role",
        "BandEnum": "governance.bands.Band",
        "SideEnum": "escalations.models.Confirmation.Side",
        "DealKindEnum": "escalations.models.Deal.Kind",
        "TeamKindEnum": "portfolio.models.Team.Kind",
        "ClaimKindEnum": "escalations.models.Claim.Kind",
        "ImportStateEnum": "imports.models.Import.State",
        "EscalationStateEnum": "escalations.states.State",
        "CommitmentSourceEnum": "escalations.models.Commitment.Source",
        "DealOutcomeEnum": "escalations.models.Deal.Outcome",
        "DisplacementOutcomeEnum": "escalations.models.Outcome",
        "DirectionEnum": "escalations.models.Direction.Kind",
        "RenewalOutcomeEnum": "portfolio.models.Renewal.Outcome",
        "ApproachEnum": "escalations.models.Approach",
        "PlannedApproachEnum": "escalations.models.TakenIntoPlan.Approach",
        "ReadyEnum": "portfolio.models.stance.Ready",
        "ExtensionPointKindEnum": "portfolio.models.ExtensionPoint.Kind",
        "ExtensionPointStateEnum": "portfolio.models.ExtensionPoint.State",
    },
}


LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH: list[str] = []

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.finders.PlotlyFinder",
]
# Uploaded files. Only the importer reads them; no URL serves them.
MEDIA_ROOT = Path(env.str("UPLOADS_DIR", default=str(BASE_DIR / "var" / "uploads")))
# Files put there by other systems: WATCHED_FOLDER/product/mapping/*.csv (imports/feeds/folder.py).
WATCHED_FOLDER = env.str("WATCHED_FOLDER", default="")
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.bool("STATIC_UNCOLLECTED", default=DEBUG or DEMO):
    # No collectstatic step on a laptop; a server that is run for real has one.
    WHITENOISE_USE_FINDERS = True
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# The largest body, without uploaded files: twice a large company's effort of a year, row by row.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not (DEBUG or DEMO))
# Load balancers ask without HTTPS, and a redirect would count as a failure.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 * SECURE_SSL_REDIRECT)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": [CSP.SELF],
    # The one style element that Plotly writes into its drawings.
    "style-src": [CSP.SELF, "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"


def _mailers(url: str) -> dict[str, Any]:
    """The setting MAILERS from one URL, such as smtp+tls://user:password@host:587."""
    read = env.email_url_config(url)
    options = {
        name: read[key]
        for name, key in {
            "host": "EMAIL_HOST",
            "port": "EMAIL_PORT",
            "username": "EMAIL_HOST_USER",
            "password": "EMAIL_HOST_PASSWORD",
            "use_tls": "EMAIL_USE_TLS",
            "use_ssl": "EMAIL_USE_SSL",
        }.items()
        if read.get(key) not in (None, "")
    }
    # In seconds: whoever asks for a mail on a page waits for the server.
    options["timeout"] = 10
    smtp = read["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    return {"default": {"BACKEND": read["EMAIL_BACKEND"], "OPTIONS": options if smtp else {}}}


# Whether a mail server was given: where none was, pages say so.
EMAIL_URL_GIVEN = bool(env.str("EMAIL_URL", default=""))
MAILERS = _mailers(
    env.str("EMAIL_URL", default="consolemail://" if DEBUG or DEMO else "smtp://localhost:25")
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Daylight <daylight@localhost>")

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django gives its own loggers a level; this is the one that was asked for.
    "loggers": {
        "django": {"level": LOG_LEVEL},
        # They log every step of making a PDF, and every character that a font lacks.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}

if DEMO and not DEBUG and SECURE_SSL_REDIRECT:
    raise ImproperlyConfigured(
        "DEMO lets anyone sign in as any role. Set SECURE_SSL_REDIRECT=0 as well to say"
        " that this is a demonstration, or take DEMO out."
    )
