"""Configuration: the environment, one optional `.env`, nothing else (docs/guide/operate.md)."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _
from dotenv import load_dotenv

from dangol.kit.bundle import fingerprint

ROOT = Path(__file__).resolve().parents[2]
load_dotenv(ROOT / ".env")


def _flag(name: str, default: str) -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATA_DIR = Path(os.environ.get("DANGOL_DATA_DIR", ROOT / "data")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key of the environment, or one made once and kept in the data folder."""
    if key := os.environ.get("DANGOL_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


DEBUG = _flag("DANGOL_DEBUG", "no")
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _words("DANGOL_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = _words("DANGOL_ORIGINS")
HTTPS = _flag("DANGOL_HTTPS", "no")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "dangol.accounts",  # its templates come before those of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "dangol.kit",
    "dangol.jobs",
    "dangol.codes",
    "dangol.audit",
    "dangol.api",
    "dangol.imports",
    "dangol.workspace",
    "dangol.customers",
    "dangol.segments",
    "dangol.automation",
    "dangol.catalog",
    "dangol.knowledge",
    "dangol.messaging",
    "dangol.activities",
    "dangol.sales",
    "dangol.helpdesk",
    "dangol.chat",
    "dangol.orders",
    "dangol.targets",
    "dangol.voc",
    "dangol.portal",
    "dangol.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dangol.kit.middleware.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dangol.accounts.signin.middleware.language_middleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "dangol.accounts.signin.middleware.setup_middleware",
    "dangol.accounts.signin.middleware.gate_middleware",
    "dangol.kit.middleware.PageLoginMiddleware",
    "dangol.kit.middleware.id_bounds",
    "django_htmx.middleware.HtmxMiddleware",
    "dangol.audit.origin.OriginMiddleware",
]

ROOT_URLCONF = "dangol.config.urls"
WSGI_APPLICATION = "dangol.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            # cotton and template-partials each want to replace the loaders; together by hand
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "dangol.kit.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dangol.workspace.context.workspace",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
    ),
}
DATABASE_URL = os.environ.get("DANGOL_DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "dangol.kit.db.fairsqlite",
            "NAME": str(DATA_DIR / "dangol.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
            # a file, because browser tests read it from other threads
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("DANGOL_REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어")), ("en", _("영어"))]
LOCALE_PATHS = [ROOT / "dangol" / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# a new look gets new addresses, or browsers would mix old modules with new ones
STATIC_URL = f"/static/{fingerprint()}/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dangol.kit.finders.SheetFinder",
]
MEDIA_ROOT = DATA_DIR / "files"
# `serve` reads static files straight from the packages; collected copies are for a front server
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 86_400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# bytes of one request; more is refused before it is read
MAX_UPLOAD = int(os.environ.get("DANGOL_MAX_UPLOAD", "209715200"))
# addresses whose word on the true sender is believed
TRUSTED_PROXIES = os.environ.get("DANGOL_PROXIES", "127.0.0.1")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

TASKS = {"default": {"BACKEND": "dangol.jobs.backend.DatabaseBackend"}}
# seconds until the job of a worker that died is begun again
JOB_LEASE = float(os.environ.get("DANGOL_JOB_LEASE", "30"))

# webhooks may call machines of the own network
WEBHOOK_PRIVATE = _flag("DANGOL_WEBHOOK_PRIVATE", "no")

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "dangol.accounts.signin.sessions"
AUTHENTICATION_BACKENDS = ["dangol.accounts.signin.adapter.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dangol.accounts.signin.passwords.CompositionValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "dangol.accounts.signin.passwords.NotReusedValidator"},
]
ACCOUNT_ADAPTER = "dangol.accounts.signin.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# tries are counted in the database (accounts/signin/services.py), for all processes and by account
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "change_password", "reauthenticate"))
ACCOUNT_FORMS = {
    "login": "dangol.accounts.signin.forms.LoginForm",
    "change_password": "dangol.accounts.signin.forms.ChangePasswordForm",
    "reset_password": "dangol.accounts.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "dangol.accounts.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "dangol.accounts.signin.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Dangol"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "dangol.accounts.signin.forms.AuthenticateForm",
    "reauthenticate": "dangol.accounts.signin.forms.ReauthenticateCodeForm",
    "activate_totp": "dangol.accounts.signin.forms.ActivateCodeForm",
    "add_webauthn": "dangol.accounts.signin.forms.AddKeyForm",
    "edit_webauthn": "dangol.accounts.signin.forms.EditKeyForm",
}

# without a mail server passwords are reissued by an administrator only
EMAIL_HOST = os.environ.get("DANGOL_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("DANGOL_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("DANGOL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DANGOL_MAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("DANGOL_MAIL_TLS", "yes")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DANGOL_MAIL_FROM", EMAIL_HOST_USER or "dangol@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DANGOL_LOG_LEVEL", "WARNING")},
}
