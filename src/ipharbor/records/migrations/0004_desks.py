"""Gives every person of the first release an organisation and a membership in it."""

from typing import Any

from django.db import migrations
from django.utils import timezone

KINDS = {"administrator": "installation", "office": "district_office"}
NAMES = {"installation": "IPHarbor", "district_office": "区知识产权局"}


def seat(apps: Any, schema_editor: Any) -> None:
    Person = apps.get_model("records", "Person")
    Organisation = apps.get_model("records", "Organisation")
    Membership = apps.get_model("records", "Membership")
    for person in Person.objects.filter(organisation=None).order_by("pk"):
        at = person.date_joined or timezone.now()
        if person.role in KINDS:
            kind = KINDS[person.role]
            body, _ = Organisation.objects.get_or_create(
                kind=kind, name=NAMES[kind], defaults={"made_at": at}
            )
        elif person.firm_id is not None:
            body, _ = Organisation.objects.get_or_create(
                kind="firm",
                firm_id=person.firm_id,
                defaults={"name": person.firm.name, "made_at": at},
            )
        else:
            continue
        first = not Membership.objects.filter(organisation=body).exists()
        Membership.objects.create(person=person, organisation=body, manager=first, since=at)
        person.organisation, person.manager = body, first
        person.save(update_fields=["organisation", "manager"])


def unseat(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("records", "Person").objects
    people.update(organisation=None, manager=False)
    # The first release knows three roles; who has another cannot sign in there.
    people.exclude(role__in=["administrator", "office", "firm"]).update(
        role="firm", is_active=False
    )
    apps.get_model("records", "Membership").objects.all().delete()
    apps.get_model("records", "Organisation").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("records", "0003_organisations")]
    operations = [migrations.RunPython(seat, unseat)]
