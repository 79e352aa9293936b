"""The application as a WSGI server calls it."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")

application = get_wsgi_application()


def warm() -> None:
    """Reckon what the first pages of each day need, so that no reader waits for it."""
    from ipharbor.web import _warming

    _warming.stay_warm(threading.Event().wait)


threading.Thread(target=warm, name="warm", daemon=True).start()
