"""Django's settings, read from the workspace that ``$STEERBOARD_WORKSPACE`` names.

Without a workspace (making migrations, type checks) a neutral one stands in, which serves nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from steerboard.core.workspace import SETTINGS, Workspace, default_folder, open_workspace, postgres_parts
from steerboard.kinds.sqlite import INIT_COMMAND, take_the_place_of_sqlite3

take_the_place_of_sqlite3()
django_stubs_ext.monkeypatch()  # typed managers and fields name their type parameters at run time

_folder = default_folder()
HAS_WORKSPACE = (_folder / SETTINGS).exists()
WORKSPACE = open_workspace(_folder) if HAS_WORKSPACE else Workspace(folder=Path("/nonexistent"))

# A key of its own for each workspace; without one nothing can be signed, so nothing can be served.
SECRET_KEY = WORKSPACE.secret_key if HAS_WORKSPACE else "no workspace: nothing is served"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *WORKSPACE.hosts]
ROOT_URLCONF = "steerboard.site.urls"
USE_TZ = True
TIME_ZONE = str(WORKSPACE.calendar.zone)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "steerboard.ui",
    "steerboard.kinds",
    "steerboard.people",
    "steerboard.records",
    "steerboard.plans",
    "steerboard.work",
    "steerboard.authoring",
    "steerboard.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "steerboard.site.middleware.asker",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "steerboard.people.context.reader",
            ]
        },
    }
]


def _postgres(dsn: str) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, **postgres_parts(dsn)}


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": INIT_COMMAND, "timeout": 10},
        # Tests use a file as well: shared-cache memory behaves otherwise under several connections.
        "TEST": {"NAME": os.environ.get("STEERBOARD_TEST_RECORDS", str(path) + ".test")},
    }


_dsn = os.environ.get("STEERBOARD_RECORDS", WORKSPACE.records_dsn)
DATABASES = {"default": _postgres(_dsn) if _dsn else _sqlite(WORKSPACE.records)}
if not HAS_WORKSPACE and not _dsn:
    DATABASES["default"] = _sqlite(Path(os.environ.get("STEERBOARD_TEST_RECORDS", "records.sqlite3")))

AUTH_USER_MODEL = "people.Login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "steerboard.people.signin.Backend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "steerboard.people.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "steerboard.people.signin.SignInForm",
    "change_password": "steerboard.people.signin.NewPasswordForm",
}
# Tries for one address are counted by axes, in the records; allauth's own count is per process.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip", "login": "120/m/ip", "change_password": "5/m/user"}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "steerboard.people.signin.name_tried"
AXES_LOCKOUT_TEMPLATE = "people/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LANGUAGE_CODE = "zh-hans" if WORKSPACE.language == "zh" else "en"
LOCALE_PATHS = [Path(__file__).parents[1] / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "steerboard_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "steerboard.site.session_store"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "steerboard.site.errors.csrf_failed"

SILENCED_SYSTEM_CHECKS = [
    "models.W042",
    "axes.W003",
]
# Faults go to the server's standard error; who forbids or misspells a page is none.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
