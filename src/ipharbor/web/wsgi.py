"""The application as a WSGI server calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")

application = get_wsgi_application()
