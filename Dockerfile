# One image for web, worker, beat and the one-off "prepare" step. It holds no secret and runs as nobody.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/undeterred
COPY requirements.txt .
RUN pip install --quiet --require-hashes -r requirements.txt
COPY . .
# Neither step needs the real settings; what they are given here is of no use at run time.
RUN python -m config.catalogues \
 && SECRET_KEY=build VAULT_KEYS=build:0000000000000000000000000000000000000000000000000000000000000000 \
    BASE_URL=http://localhost DATABASE_URL=sqlite:////tmp/build.sqlite3 BROKER_URL=memory:// VAR_DIR=/tmp \
    STATIC_ROOT=/srv/static python manage.py collectstatic --noinput --verbosity 0
ENV STATIC_ROOT=/srv/static VAR_DIR=/tmp
USER nobody
EXPOSE 8000
# No access log: it would hold addresses.
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
