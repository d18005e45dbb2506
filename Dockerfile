# Perennial without servers: worker, projector, notifier, notary and the command line. Small, and not root.

FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/perennial
COPY requirements-server.lock .
RUN /opt/perennial/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes -r requirements-server.lock
COPY . .
RUN /opt/perennial/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps . \
    && /opt/perennial/bin/python -m pip uninstall --yes --quiet pip

FROM python:3.13-slim
RUN useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin perennial \
    && install --directory --owner perennial --mode 0700 /var/lib/perennial
COPY --from=build /opt/perennial /opt/perennial
COPY scenarios /srv/perennial/scenarios
ENV PATH=/opt/perennial/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PERENNIAL_HOME=/tmp/perennial
WORKDIR /srv/perennial
USER perennial
STOPSIGNAL SIGTERM
ENTRYPOINT ["perennial"]
CMD ["--help"]
