"""Django's way in: the models of every room of campaigns. Nobody else imports this file."""
