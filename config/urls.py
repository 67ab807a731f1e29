"""Root of all addresses."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import include, path

from config import health
from config.metrics import metrics

# Nobody gets into the support screens past the delays and limits of our own sign-in.
guarded_login = secure_admin_login(admin.site.login)
admin.site.login = guarded_login  # type: ignore[method-assign]  # as allauth documents it
# A user has one address, on the user; allauth's table of addresses stays empty.
admin.site.unregister(EmailAddress)
# What authenticators hold is nobody's to see, not even sealed.
admin.site.unregister(Authenticator)

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("mentoring.api.urls")),
    path("", include("mentoring.portal.urls")),
]

handler400 = "mentoring.portal.views.errors.unreadable"
handler403 = "mentoring.portal.views.errors.forbidden"
handler404 = "mentoring.portal.views.errors.not_found"
handler500 = "mentoring.portal.views.errors.failed"
