from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_tasks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='right',
            index=models.Index(fields=['key'], name='right_by_key'),
        ),
    ]
