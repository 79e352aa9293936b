from typing import Any

from django.db import migrations, models


def _withheld_as_failed(apps: Any, schema_editor: Any) -> None:
    """The register before knew no withheld mails; they will not go either way."""
    outgoing = apps.get_model('journal', 'Outgoing')
    outgoing.objects.using(schema_editor.connection.alias).filter(state='withheld').update(state='failed')


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_tree_and_heads'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outgoing',
            name='outgoing_state_known',
        ),
        migrations.RunPython(migrations.RunPython.noop, _withheld_as_failed),
        migrations.AddField(
            model_name='outgoing',
            name='html',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='outgoing',
            name='unsubscribe',
            field=models.CharField(blank=True, max_length=500, default=''),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed', 'withheld'])), name='outgoing_state_known'),
        ),
    ]
