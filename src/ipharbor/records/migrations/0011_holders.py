from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_signs_of_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='firm',
            name='address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='firm',
            name='capital',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='firm',
            name='employees',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='firm',
            name='founded',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='firm',
            name='grades',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='firm',
            name='industry',
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name='firm',
            name='kind',
            field=models.CharField(default='firm', max_length=12),
        ),
        migrations.AddField(
            model_name='firm',
            name='size',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('firm', 'university', 'institute', 'individual', 'other'))), name='firm_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('size__in', ('', 'large', 'medium', 'small', 'micro'))), name='firm_size_known'),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('founded', None), models.Q(('founded__gte', 1600), ('founded__lte', 2200)), _connector='OR'), name='firm_founded_plausible'),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('capital', None), ('capital__gte', 0), _connector='OR'), name='firm_capital_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('employees', None), ('employees__gte', 0), _connector='OR'), name='firm_employees_not_negative'),
        ),
    ]
