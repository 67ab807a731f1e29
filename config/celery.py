"""The Celery app: it only ticks and pokes. What is due stands in the database."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.checks import NO_BROKER, refuse_faults
from workflows.heap import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

TICK = 5.0  # seconds
STALE = TICK - 1  # a tick nobody took in time is dropped: the next one looks at the same table

app = Celery("bimbing")
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        # Above time limit plus shutdown: a running task must not be handed out a second time.
        "visibility_timeout": 900,
        # Look for lost tasks every 10 s, not only at every hundredth restore.
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "global_keyprefix": "bimbing:",
        "deadletter_queue": "lost",
    },
    task_default_queue="bimbing",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_soft_time_limit=90,
    task_time_limit=120,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_eta_task_limit=100,
    worker_send_task_events=False,
    worker_soft_shutdown_timeout=8,
    enable_utc=True,
    timezone="UTC",
    beat_scheduler="celery.beat:Scheduler",  # in memory: what is due is in the database
    beat_schedule={
        "sweep": {
            "task": "mentoring.tasks.sweep",
            "schedule": TICK,
            "options": {"expires": STALE},
        },
        "deliver": {
            "task": "mentoring.tasks.deliver",
            "schedule": TICK,
            "options": {"expires": STALE},
        },
        "rosters": {
            "task": "mentoring.tasks.rosters",
            "schedule": TICK,
            "options": {"expires": STALE},
        },
        "audit": {
            "task": "mentoring.tasks.audit",
            "schedule": 3600.0,
            "options": {"expires": 600},
        },
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_rest(**_: Any) -> None:
    """One format for all processes; Celery would otherwise bring its own and log arguments."""
    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def refuse_to_start_on_faults(**_: Any) -> None:
    """Celery goes on after an exception in a signal, so the process is ended by name."""
    if settings.REDIS_URL == NO_BROKER:
        raise SystemExit("REDIS_URL is empty. Without a broker use: manage.py run_engine")
    try:
        refuse_faults()
    except ImproperlyConfigured as faults:
        raise SystemExit(str(faults)) from None


@worker_init.connect
def settle_before_the_pool_forks(**_: Any) -> None:
    settle()
