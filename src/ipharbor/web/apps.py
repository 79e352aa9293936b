from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ipharbor.web"
    label = "web"
