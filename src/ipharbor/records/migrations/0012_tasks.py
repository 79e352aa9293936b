
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0011_holders'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('notes', models.CharField(blank=True, max_length=4000)),
                ('source_kind', models.CharField(choices=[('self_check', 'Self Check'), ('warning', 'Warning'), ('right', 'Right'), ('provision', 'Provision'), ('own', 'Own')], default='own', max_length=12)),
                ('source_id', models.CharField(blank=True, max_length=80)),
                ('step', models.CharField(blank=True, max_length=60)),
                ('provision', models.CharField(blank=True, max_length=80)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('due_rule', models.CharField(blank=True, max_length=60)),
                ('due_from', models.DateField(blank=True, null=True)),
                ('due_certain', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('made_by_name', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('closed_by_name', models.CharField(blank=True, max_length=150)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('told_as', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='mailchoice',
            name='mail_kind_known',
        ),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['warnings', 'digest', 'jobs', 'tasks'])), name='mail_kind_known'),
        ),
        migrations.AddField(
            model_name='task',
            name='firm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='records.firm'),
        ),
        migrations.AddField(
            model_name='task',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['firm', 'state', 'due_on'], name='task_by_firm'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['owner', 'state', 'due_on'], name='task_by_owner'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'dropped'])), name='task_state_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source_kind__in', ['self_check', 'warning', 'right', 'provision']), models.Q(('source_id', ''), _negated=True)), models.Q(('source_id', ''), ('source_kind', 'own')), _connector='OR'), name='task_source_named'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('step', ''), _negated=True), _connector='OR'), name='task_has_words'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='task_closed_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='task_dropped_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('due_rule', ''), models.Q(('due_from__isnull', False), ('due_on__isnull', False)), _connector='OR'), name='task_due_by_rule'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open'), models.Q(('step', ''), _negated=True)), fields=('firm', 'source_kind', 'source_id', 'step'), name='task_step_once'),
        ),
    ]
