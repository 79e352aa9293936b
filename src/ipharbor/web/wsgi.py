"""The application as a WSGI server calls it."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")

application = get_wsgi_application()


def warm() -> None:
    """Load the engine and reckon what the first pages need, so that no reader waits for it."""
    from ipharbor import wiring
    from ipharbor.queries.landscapes import landscape
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.web.law import book

    try:
        landscape(wiring.corpus())
        book()
    except (HarborError, OSError):
        return  # a page that needs it will say what is wrong


threading.Thread(target=warm, name="warm", daemon=True).start()
