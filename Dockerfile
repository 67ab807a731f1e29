# Bimbing: one image for web, worker, beat and preparation. Nothing secret is in it or in its layers.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    BIMBING_DATA=/srv/bimbing/var \
    BIND=0.0.0.0 \
    PORT=8000

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent bimbing
WORKDIR /srv/bimbing

COPY requirements/run.txt requirements/run.txt
RUN python -m pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY manage.py manage.py
COPY accounts accounts
COPY workflows workflows
COPY notifications notifications
COPY mentoring mentoring
COPY config config

# The values are for this one command: collecting files needs settings, not their secrets.
RUN SECRET_KEY=unused RECORD_KEYS=unused:unused ANCHOR_KEYS=unused:unused \
    SEALING_KEYS=unused:unused ERASURE_LIST=unused \
    python manage.py collectstatic --noinput
# Files keep the modes they had where the image is built; a strict umask there must not show here.
RUN chmod -R a+rX .
# A volume takes the owner of the folder it is laid over.
RUN install -d -o bimbing -g bimbing /anchors /erasures

USER bimbing
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
