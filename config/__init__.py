"""The front desk: settings, URLs, Celery. The only place that knows everything."""
