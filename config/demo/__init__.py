"""The demonstration: one command starts web server, worker, scheduler and a mailbox, with nothing to install.

``python -m config.demo run --port 8000`` supervises them; ``reset`` throws the data away; ``manage ...`` runs a
Django command with the demo's settings. Nothing here is used by a real installation.
"""
