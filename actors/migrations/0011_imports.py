"""Files on their way into the register, and what each of their lines would do."""

import django.db.models.deletion
import foundation.codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0010_curators'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', foundation.codes.CodeField(db_default=foundation.codes.RandomCode(), editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=160, verbose_name='file')),
                ('importer', models.CharField(max_length=20, verbose_name='what it is')),
                ('options', models.JSONField(default=dict, verbose_name='what was said of it')),
                ('encoding', models.CharField(blank=True, max_length=16, verbose_name='encoding')),
                ('language', models.CharField(max_length=8, verbose_name='language of the preview')),
                ('data', models.BinaryField(null=True, verbose_name='bytes')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='hash')),
                ('at', models.DateTimeField(db_index=True, verbose_name='brought at')),
                ('state', models.CharField(choices=[('uploaded', 'waits to be looked through'), ('planned', 'looked through; not entered'), ('refused', 'lines are refused'), ('entering', 'is being entered'), ('entered', 'entered'), ('failed', 'failed')], default='uploaded', max_length=10, verbose_name='state')),
                ('counts', models.JSONField(default=dict, verbose_name='lines by what they would do')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='entries left out')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows to enter')),
                ('fingerprint', models.CharField(blank=True, max_length=64, verbose_name='fingerprint of the preview')),
                ('planned_at', models.DateTimeField(null=True, verbose_name='looked through at')),
                ('batch', models.CharField(blank=True, max_length=40, verbose_name='entered together as')),
                ('started_at', models.DateTimeField(null=True, verbose_name='entering since')),
                ('entered_at', models.DateTimeField(null=True, verbose_name='entered at')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='taken up at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='times taken up')),
                ('says', models.TextField(blank=True, verbose_name='what happened')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'file brought in',
                'verbose_name_plural': 'files brought in (imports)',
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('number', models.PositiveIntegerField(verbose_name='line')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in the document')),
                ('state', models.CharField(max_length=10, verbose_name='what it would do')),
                ('kind', models.CharField(max_length=20, verbose_name='kind of row')),
                ('key', models.TextField(blank=True, verbose_name='key')),
                ('label', models.TextField(blank=True, verbose_name='row')),
                ('differences', models.JSONField(default=list, verbose_name='what would change')),
                ('reason', models.TextField(blank=True, verbose_name='why not')),
                ('remarks', models.JSONField(default=list, verbose_name='what to know about it')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='actors.import')),
            ],
            options={
                'verbose_name': 'line of a file',
                'verbose_name_plural': 'lines of a file',
                'indexes': [models.Index(fields=['of', 'state', 'position'], name='import_line_by_state')],
                'constraints': [models.UniqueConstraint(fields=('of', 'position'), name='one_import_line_per_position')],
            },
        ),
    ]
