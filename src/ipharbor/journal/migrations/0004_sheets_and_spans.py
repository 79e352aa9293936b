import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_mail_as_html'),
    ]

    operations = [
        migrations.AddField(
            model_name='enclosure',
            name='form',
            field=models.CharField(default='json', max_length=5),
        ),
        migrations.CreateModel(
            name='Span',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40)),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='journal.line')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'first'), name='span_once'), models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='span_forward')],
            },
        ),
    ]
