"""The application as a WSGI server calls it."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")

application = get_wsgi_application()


def warm() -> None:
    """Reckon what the first pages need, so that no reader waits for it."""
    from django.db import connection

    from ipharbor.web import _warming

    try:
        _warming.warm()
    finally:
        connection.close()


threading.Thread(target=warm, name="warm", daemon=True).start()
