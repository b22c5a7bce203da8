"""What gunicorn reads by itself wherever it is started in this folder: also in the demo and in the image."""

logger_class = "config.serving.Log"
