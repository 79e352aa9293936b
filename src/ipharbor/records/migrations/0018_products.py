
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_month_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='disclosure',
            name='sales',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('features', models.TextField(blank=True)),
                ('markets', models.CharField(blank=True, max_length=1000)),
                ('since', models.IntegerField(blank=True, null=True)),
                ('ipc', models.CharField(blank=True, max_length=500)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='records.firm')),
            ],
        ),
        migrations.CreateModel(
            name='ProductSale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='records.product')),
            ],
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('firm', 'name'), name='product_once_a_firm'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='product_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), models.Q(('since__gte', 1900), ('since__lte', 2200)), _connector='OR'), name='product_since_plausible'),
        ),
        migrations.AddConstraint(
            model_name='productsale',
            constraint=models.UniqueConstraint(fields=('product', 'year'), name='product_sale_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='productsale',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='product_sale_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='productsale',
            constraint=models.CheckConstraint(condition=models.Q(('year__gte', 1980), ('year__lte', 2200)), name='product_sale_year_plausible'),
        ),
    ]
