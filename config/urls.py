"""Root of all addresses."""

from django.contrib import admin
from django.urls import path

from config import health
from config.metrics import metrics

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
