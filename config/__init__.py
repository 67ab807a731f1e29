"""The Django project: settings, urls, the Celery app and the supervised demo."""
