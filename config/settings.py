"""Every setting, read from the environment. ``docs/running.md`` explains each variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.env import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- what this installation is ------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
DEMO = env.flag("DEMO", False)
"""The one-command demonstration: shows ``/mailbox/``, and refuses every mail server but its own."""
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

SECRET_KEY = env.text("SECRET_KEY")
VAULT_KEYS = env.key_ring("VAULT_KEYS")

# BASE_URL alone decides hosts, scheme, secure cookies, HSTS and the links in mail.
BASE_URL = env.base_url("BASE_URL")
_base = urlsplit(BASE_URL)
SECURE = _base.scheme == "https"
ALLOWED_HOSTS = [_base.hostname or ""]
if DEMO:
    if ALLOWED_HOSTS[0] not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(
            f"The demo shows all mail and has logins that everybody knows: not at {BASE_URL}, on this machine only."
        )
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, high=10)
"""How many proxies of ours stand in front. Each adds one entry to X-Forwarded-For; the rest is hearsay."""

# --- parts --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "foundation",
    "actors",
    "campaigns",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
if DEMO:
    INSTALLED_APPS.append("config.mailbox")

# Session, CSRF, auth and messages run for staff, accounts and admin paths only: a public page can be
# cached, and knows nothing of who reads it (config/middleware.py).
MIDDLEWARE = [
    "config.middleware.Boundary",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.StaffSessions",
    "config.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.StaffCsrf",
    "config.middleware.StaffAuthentication",
    "config.middleware.StaffMessages",
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
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.instance",
            ],
            "builtins": ["foundation.templatetags.dates"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- rows, hints and jobs -----------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")
REDIS_URL = env.text("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # One cache for all processes of the embedded default, so that login limits count across them.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

BROKER_URL = env.text("BROKER_URL", REDIS_URL or "filesystem://")
if BROKER_URL.startswith("redis+socket"):
    CACHES["default"]["LOCATION"] = REDIS_URL.replace("redis+socket://", "unix://")
BROKER_DIR = VAR_DIR / "broker"
# How far a long transaction got, seen from outside it: beside the database where that has one writer only.
_files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "hints")}
_quick: Any = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
CACHES["hints"] = {**CACHES["default"], "OPTIONS": _quick} if REDIS_URL else _files

# --- people who log in --------------------------------------------------------------------------
AUTH_USER_MODEL = "actors.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "desk:home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "config.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password": "config.account_forms.Reset"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "config.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Undeterred"
# Browsers offer passkeys over plain http on "localhost" only; the demo has nothing else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- headers ------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_SSL_REDIRECT = False  # the proxy's work; a redirect here would break health checks
SECURE_HSTS_SECONDS = 63072000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
if SECURE and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

CONTACT_STALE_DAYS = env.number("CONTACT_STALE_DAYS", 180, low=1, high=3650)
CONFIRM_WAIT = env.number("CONFIRM_WAIT", 0 if DEMO else 600, high=3600)
"""Seconds after which a Yes counts and a No erases, if the other button was not pressed meanwhile."""
SUGGESTIONS_A_DAY = env.number("SUGGESTIONS_A_DAY", 300, high=100_000)
"""How many suggestions of readers are taken within a day; 0 takes none."""
READ_PAGE_SECONDS = env.number("READ_PAGE_SECONDS", 10, high=60)
"""How long a process keeps a finished public page; 0 writes it anew each time."""
SIGN_SECONDS = env.number("SIGN_SECONDS", 0 if DEMO else 4, high=60)
"""Within so many seconds no person reads and fills in the form of a letter; 0: nobody is too quick."""
COUNTS_AT_ONCE = DEMO
"""Whether public numbers follow each signature: else in steps, so that nobody reads one person's deed from them."""

# --- languages and times ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = "foundation.outbox.backend.EmailBackend"  # every mail of ours goes through the outbox
SMTP_HOST = env.text("SMTP_HOST", "")
SMTP_PORT = env.number("SMTP_PORT", 25, low=1, high=65535)
SMTP_USER = env.text("SMTP_USER", "")
SMTP_PASSWORD = env.text("SMTP_PASSWORD", "")
SMTP_SECURITY = env.text("SMTP_SECURITY", "starttls" if SMTP_HOST else "plain")
SMTP_TIMEOUT = env.number("SMTP_TIMEOUT", 30, low=1, high=600)
MAIL_DOMAIN = env.text("MAIL_DOMAIN", _base.hostname or "localhost")
# Mail to reply+…@ this domain is handed to `manage.py take_mail`, or sent to /hooks/mail/ with the secret.
INBOUND_DOMAIN = env.text("INBOUND_DOMAIN", "").lower()
INBOUND_SECRET = env.text("INBOUND_SECRET", "")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Undeterred <no-reply@{MAIL_DOMAIN}>")
if SMTP_SECURITY not in {"plain", "starttls", "tls"}:
    raise ImproperlyConfigured("SMTP_SECURITY: say plain, starttls or tls.")
if DEMO and SMTP_HOST not in {"", "127.0.0.1", "localhost"} and not env.flag("DEMO_SENDS_OUTSIDE", False):
    raise ImproperlyConfigured(
        "The demo keeps its mail on this machine. To let it send outside, set DEMO_SENDS_OUTSIDE=1 as well."
    )

from config.logs import LOGGING  # noqa: E402, F401
