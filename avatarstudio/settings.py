"""Every setting of Avatar Studio, in one file. Values that differ between installations come from the environment.

`.env.example` documents each variable in a line. The embedded stack (the default) needs none of them.
"""

from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.urls import reverse_lazy
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError
from kombu import Queue

from avatarstudio.keys import stored_key

# --- Paths and environment ------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

STACK: str = env.str("STACK", "embedded")  # "embedded" or "full"
DATA_DIR: Path = env.path("DATA_DIR", BASE_DIR / "data").expanduser().resolve()
HOST: str = env.str("HOST", "127.0.0.1")
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - names for "listen everywhere", not a choice to do so
PORT: int = env.int("PORT", 8000)
PUBLIC_BASE_URL: str = env.str("PUBLIC_BASE_URL", "").rstrip("/")  # empty: the address the visitor used

# --- Security -------------------------------------------------------------------------------------------------------

DEBUG: bool = env.bool("DEBUG", False)

if STACK == "full":  # nothing is made up for a production installation
    SECRET_KEY: str = env.str("SECRET_KEY")
    FIELD_KEYS: list[str] = env.list("FIELD_KEYS")
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or stored_key(DATA_DIR / "secret_key", get_random_secret_key)
    FIELD_KEYS = env.list("FIELD_KEYS", []) or [
        stored_key(DATA_DIR / "field_key", lambda: Fernet.generate_key().decode())
    ]

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS: list[str] = [
    *LOCAL_HOSTS,
    HOST,
    *filter(None, [urlsplit(PUBLIC_BASE_URL).hostname]),
    *env.list("ALLOWED_HOSTS", []),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if PUBLIC_BASE_URL else []

HTTPS = PUBLIC_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else f"sessionid-{PORT}"  # two studios on one machine keep apart
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else f"csrftoken-{PORT}"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does that
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", 0)  # in front of us, each adding the address it was called from
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # else all people behind them would share one limit for sign-ins
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Apps and middleware --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.console",
    "apps.gallery",
    "apps.sharing",
    "apps.reviews",
    "apps.renders",
    "apps.avatars",
    "apps.voices",
    "apps.spending",
    "apps.projects",
    "apps.connections",
    "apps.notices",
    "apps.teams",
    "apps.practice",
    "apps.core",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # its words for "2nd"
    "django.forms",  # its templates; ours in templates/django/forms come first
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.core.compressing.GZipPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.sharing.middleware.CookielessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.pages.PagesMiddleware",
    "apps.core.htmx.SignedOutMiddleware",
    "apps.teams.middleware.WelcomeMiddleware",
    "apps.teams.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "avatarstudio.urls"
WSGI_APPLICATION = "avatarstudio.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "apps.core.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.teams.context.account",
                "apps.gallery.context.sidebar",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache and background work ----------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL")
    if STACK == "full"
    else env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'studio.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: readers never fail, writers wait instead of erring.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # FULL: what is committed before a paid call is on the disk before it, so that a power cut cannot undo it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # a file, as in real life, not memory
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query that counts a few rows takes longer than counting them.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"}

BROKER_URL: str = env.str("BROKER_URL") if STACK == "full" else env.str("BROKER_URL", "")
IS_REDIS = BROKER_URL.startswith("redis")
if BROKER_URL:
    CELERY_BROKER_URL = BROKER_URL
    if IS_REDIS:
        CELERY_BROKER_TRANSPORT = "apps.core.redis:Transport"
        CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
            "visibility_timeout": 3600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,  # a server that hangs is as good as none
            "socket_connect_timeout": 5,
        }
    CELERY_WORKER_PREFETCH_MULTIPLIER = 1
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "apps.core.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": str(DATA_DIR / "queue"), "polling_interval": 0.1}
    CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_POOL = "threads"
# Drafts wait apart from what is paid. A worker takes both, or those that it is told with -Q.
DRAFTS_QUEUE = "drafts"
CELERY_TASK_QUEUES = (Queue("celery"), Queue(DRAFTS_QUEUE))
DRAFTS_AT_ONCE: int = env.int("DRAFTS_AT_ONCE", 1)  # free drafts that are made at the same time
DRAFT_MAX_SIDE: int = env.int("DRAFT_MAX_SIDE", 1280)  # pixels of a free draft
CELERY_WORKER_CONCURRENCY = 4 + DRAFTS_AT_ONCE
CELERY_WORKER_ENABLE_PREFETCH_COUNT_REDUCTION = False  # all threads go on reading after the broker was away
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": BROKER_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # people wait for it
    }
    if IS_REDIS
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"},
    # What is made anew only when something changed: each process its own, since a key names the revision.
    "quick": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
}

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "apps.core.bundles.BundleFinder",
]
# What every page loads, and what those with videos load beside it. They do without `forms.css`: they are to stay light.
_EVERYWHERE = ["tokens", "base", "layout", "controls", "surfaces", "fields", "cards"]
_VIDEOS = ["gallery", "choose", "preview"]
BUNDLES = {
    "css/studio.css": [f"css/{name}.css" for name in _EVERYWHERE],
    "css/videos.css": [f"css/{name}.css" for name in _VIDEOS],
    "js/studio.js": ["js/ui.js", "js/live.js", "js/notify.js"],
    "js/videos.js": ["js/choose.js", "js/preview.js"],
}
MEDIA_ROOT = DATA_DIR / "files"  # never under a URL: apps.media.serve sends bytes after the policy said yes
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["apps.core.uploads.BoundedFileUploadHandler"]  # decoders are given paths

# --- People: sign-in, language, mail --------------------------------------------------------------------------------

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["apps.teams.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.teams.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "apps.teams.tokens.PasswordLinks"  # noqa: S105 - a class
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever has no account here gets no mail from here
ACCOUNT_FORMS = {"login": "apps.teams.forms.LoginForm", "reset_password": "apps.teams.forms.ResetPasswordForm"}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

EMAIL_HOST: str = env.str("EMAIL_HOST", "")
EMAIL_PORT: int = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER: str = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL: bool = env.bool("EMAIL_USE_SSL", False)
EMAIL_USE_TLS: bool = env.bool("EMAIL_USE_TLS", True) and not EMAIL_USE_SSL  # one or the other
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", "Avatar Studio <studio@localhost>")
if EMAIL_HOST and not PUBLIC_BASE_URL:
    raise EnvError("EMAIL_HOST needs PUBLIC_BASE_URL: links in mails must not follow whoever asked for them.")
EMAIL_BACKEND = "apps.notices.post.SmtpBackend" if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs is as good as none

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a photo that cannot be used is nobody's emergency
        "httpx": {"level": "WARNING"},  # its INFO line carries whole addresses
        "httpcore": {"level": "WARNING"},
    },
}

# --- Avatar Studio --------------------------------------------------------------------------------------------------

CURRENCY: str = env.str("CURRENCY", "USD")  # one per installation; amounts are integer millionths of it

# The practice service: our own stand-in for a video service, on this very web server.
PRACTICE_ENABLED: bool = env.bool("PRACTICE_ENABLED", True)
PRACTICE_SECONDS: float = env.float("PRACTICE_SECONDS", 6.0)  # from accepted to finished, at least
PRACTICE_MAX_SIDE: int = env.int("PRACTICE_MAX_SIDE", 1280)  # pixels of a film
PRACTICE_FAULTS: bool = env.bool("PRACTICE_FAULTS", False)  # for tests: it does wrong what a text tells it to
PRACTICE_KEY = salted_hmac("practice", "key", secret=SECRET_KEY).hexdigest()
PRACTICE_WEBHOOK_SECRET = f"whsec_{b64encode(salted_hmac('practice', 'webhook', secret=SECRET_KEY).digest()).decode()}"
PRACTICE_ORIGIN = f"http://{'127.0.0.1' if HOST in EVERY_ADDRESS else HOST}:{PORT}"

UNDO_SECONDS: float = env.float("UNDO_SECONDS", 10.0)  # after "Make video", before anything is sent
LOOK_SECONDS: int = env.int("LOOK_SECONDS", 5)  # between two looks of an open page on which others may do something
SWEEP_SECONDS: float = env.float("SWEEP_SECONDS", 2.0)
LEASE_SECONDS: float = env.float("LEASE_SECONDS", 30.0)  # a worker that dies keeps its work to itself this long
LOOK_UP_SECONDS: float = env.float("LOOK_UP_SECONDS", 60.0)  # between two look-ups of a take whose answer got lost
C2PA_CERTIFICATE: str = env.str("C2PA_CERTIFICATE", "")  # path of a chain in PEM; films are signed where it is given
C2PA_KEY: str = env.str("C2PA_KEY", "")
if bool(C2PA_CERTIFICATE) != bool(C2PA_KEY) or (C2PA_CERTIFICATE and not find_spec("c2pa")):
    raise EnvError('C2PA_CERTIFICATE needs C2PA_KEY, and the extra: pip install "c2pa-python~=0.38.1".')
MAX_FILM_BYTES: int = env.int("MAX_FILM_BYTES", 1024**3)
X_ACCEL_PREFIX: str = env.str("X_ACCEL_PREFIX", "")  # where nginx in front finds stored files; it sends them then
MAX_UPLOAD_BYTES: int = env.int("MAX_UPLOAD_BYTES", 210 * 1024**2)  # beyond this nothing is even looked at

CELERY_BEAT_SCHEDULE = {
    "sweep-renders": {
        "task": "apps.renders.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "sweep-speeches": {
        "task": "apps.voices.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "sweep-batches": {
        "task": "apps.gallery.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "sweep-notices": {
        "task": "apps.notices.tasks.sweep",
        "schedule": 5 * SWEEP_SECONDS,
        "options": {"expires": 5 * SWEEP_SECONDS},
    },
    "list-videos": {"task": "apps.gallery.tasks.list_videos", "schedule": 60.0, "options": {"expires": 60.0}},
    "tidy": {"task": "apps.console.tasks.tidy", "schedule": 24 * 3600.0, "options": {"expires": 3600.0}},
    "practice": {
        "task": "apps.practice.tasks.work",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
}
