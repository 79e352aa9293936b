"""Choose the language in which a person is spoken to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


def set_language(person: Person, lang: str, *, by: permits.Actor, at: datetime) -> None:
    """Pages and mails speak ``lang`` (zh or en) to the person from now on.

    Nothing is written when they do already. Raises HarborError ``person.lang.unknown``.
    """
    permits.require(by, "people.set_language", owner=person)
    if lang not in Person.Lang.values:
        raise HarborError("person.lang.unknown", fields=("lang",), lang=lang)
    if person.lang == lang:
        return
    with transaction.atomic():
        person.lang = lang
        person.save(update_fields=["lang"])
        chain.append(
            "people.set_language",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={"lang": lang},
        )
