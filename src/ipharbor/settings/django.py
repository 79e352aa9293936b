"""Django's names for our settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

import ipharbor
from ipharbor.settings import current, secret_key
from ipharbor.settings.logs import logging_of
from ipharbor.settings.stores import store

_ours = current()
_ours.home.mkdir(parents=True, exist_ok=True)

SECRET_KEY = secret_key(_ours.home)
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in _ours.hosts.split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "ipharbor.records",
    "ipharbor.journal",
    "ipharbor.web",
]
MIDDLEWARE = [
    "ipharbor.web.metrics.ClockMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ipharbor.web.staying.StayingMiddleware",
    "ipharbor.web.language.PersonLanguageMiddleware",
    "ipharbor.web.bounds.BoundsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ipharbor.web.errors.HarborErrorMiddleware",
    "ipharbor.web.asked.AskedMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "ipharbor.site"
WSGI_APPLICATION = "ipharbor.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ipharbor.web.context.installation",
            ],
        },
    }
]

DATABASES = {"default": store(_ours.database_url, _ours.register)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "ipharbor.actions.people.passwords.GuessableValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# Five wrong passwords or codes for one name from one address shut it out for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "ipharbor.web.sign_in.address_of"
AXES_LOCKOUT_CALLABLE = "ipharbor.web.sign_in.shut_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans" if _ours.lang == "zh" else "en"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [str(Path(ipharbor.__file__).parent / "locale")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_AGE = max(_ours.session_hours, _ours.admin_session_hours) * 3600
# The prefix makes browsers take the cookie from this very host over TLS alone.
SESSION_COOKIE_NAME = "__Host-sessionid" if _ours.https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _ours.https else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _ours.https
CSRF_COOKIE_SECURE = _ours.https
SECURE_HSTS_SECONDS = 31536000 if _ours.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _ours.https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = logging_of(_ours.log)
