
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0020_region_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='SelfCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('version', models.IntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('known', models.JSONField(default=list)),
                ('plan', models.JSONField(default=list)),
                ('by_name', models.CharField(max_length=150)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_checks', to='records.firm')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('firm', 'on'), name='self_check_once_a_day'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='self_check_version')],
            },
        ),
    ]
