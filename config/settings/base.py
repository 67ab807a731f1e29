"""What every way of running shares; what differs by installation comes from the environment."""

from pathlib import Path

from config import env, rest
from config.logging import logging_settings

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("BIMBING_DATA", str(BASE_DIR / "var")))

SECRET_KEY = env.text("SECRET_KEY", "")
PRODUCTION = False
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
SITE_URL = env.text("SITE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "accounts",  # before Django's own, whose command `createsuperuser` it makes accountable
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "config.apps.SupportConfig",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "workflows",
    "notifications",
    "mentoring",
    # Behind ours: their translations must not win over our words.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "config.tracing.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonalLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.VisitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "mentoring.portal.views.errors.csrf_failure"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"portal": "mentoring.portal.templatetags.portal"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        f"sqlite:///{DATA_DIR}/bimbing.sqlite3",
        password=env.text("DATABASE_PASSWORD", ""),
        prepared=env.boolean("DATABASE_PREPARED", default=True),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

AUTHENTICATION_BACKENDS = ["accounts.backends.EntryBackend"]
PASSWORD_HASHERS = [
    "accounts.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# How long a session lives is said in accounts/visits.py.
SESSION_COOKIE_AGE = 12 * 3600
KNOWN_BROWSER_COOKIE = "known-browser"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# accounts/delays.py counts in the database, and never locks anybody out.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "config.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Who else may be meant by what somebody types as their name: called with it, gives users.
ACCOUNTS_FINDERS = ["mentoring.queries.sign_in.by_nip"]
ACCOUNTS_CLOCK = "workflows.now.process_time"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Bimbing <bimbing@localhost>")

# Chained records: id:secret, newest first; old ids stay so that old records still verify.
RECORD_KEYS = env.keys("RECORD_KEYS", "dev:development-only-record-key")

# Where the heads of chains are written down outside the database, and the keys that sign them.
ANCHOR_DIR = env.text("ANCHOR_DIR", str(DATA_DIR / "anchors"))
ANCHOR_KEYS = env.keys("ANCHOR_KEYS", "dev:development-only-anchor-key")
# What wraps the keys of sealed notes: id:secret, the one in use first (docs/operations.md).
SEALING_KEYS = env.keys("SEALING_KEYS", "dev:development-only-sealing-key")
# The list of erasures: a file apart from the database and its backups.
ERASURE_LIST = env.text("ERASURE_LIST", str(DATA_DIR / "erasures"))

# Who may read /metrics over the network; without a token only this machine may.
ALL_WELL_URL = env.text("ALL_WELL_URL", "")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")

# Honour the stored clock offset (workflows.now). Only the demo and the tests say yes.
CLOCK_OFFSET_HONOURED = False

LOGGING = logging_settings(
    env.choice("LOG_FORMAT", {"json", "plain"}, "plain"),
    env.choice("LOG_LEVEL", {"debug", "info", "warning", "error"}, "info").upper(),
)

# What our pages may load and do; a view may send its own policy instead (config/headers.py).
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# What support screens of notices take for the present time.
NOTIFICATIONS_CLOCK = "workflows.now.now"
# How many mails may leave in an hour; 0 for as many as there are. The others wait their turn.
NOTIFICATIONS_PER_HOUR = {"email": env.integer("MAILS_PER_HOUR", 0)}
# Whether webhooks may go to machines of the own network, and without TLS.
WEBHOOKS_TO_PRIVATE = env.boolean("WEBHOOKS_TO_PRIVATE", default=False)
# A room that hears, through Apprise, that something waits for the service office; none if empty.
APPRISE_ADDRESS = env.text("APPRISE_ADDRESS", "")
# How the organisation of a recipient writes: its letterhead and own words.
NOTIFICATIONS_HOUSES = "mentoring.queries.house_styles.house_of"
NOTIFICATIONS_PICTURES = "mentoring.queries.house_styles.picture"
# What is read together with copies that are due, so that asking for it costs nothing.
NOTIFICATIONS_READ_WITH = ("notice__recipient__person__organisation__house_style",)
# When mails that have to queue may reach somebody.
NOTIFICATIONS_OPENINGS = "mentoring.queries.working_hours.openings"
# The largest file that may be handed in (bytes).
UPLOAD_LIMIT = env.integer("UPLOAD_LIMIT", 5_000_000)
FILE_UPLOAD_HANDLERS = ["config.uploads.InMemory"]
# A function that takes a signed PDF (bytes) and says whether its signatures hold; none if empty.
SIGNATURE_VALIDATOR = env.text("SIGNATURE_VALIDATOR", "")
# When somebody's next mail of the day is due.
NOTIFICATIONS_NEXT_DAYS = "mentoring.queries.working_hours.next_days"

REST_FRAMEWORK = rest.REST_FRAMEWORK
SPECTACULAR_SETTINGS = rest.SPECTACULAR_SETTINGS
