from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0015_industries'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='rightevent',
            name='right_event_by_key',
        ),
    ]
