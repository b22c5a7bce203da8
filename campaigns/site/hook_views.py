"""Where another machine hands over a mail that came in: raw, and with a secret. It is told what became of it, no more.

For a mail server that cannot start a program here, or a mail service that posts the raw message.
"""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns.answering import door
from campaigns.answering.incoming import LARGEST


@csrf_exempt
@never_cache
@require_POST
def take_mail(request: HttpRequest) -> HttpResponse:
    """The message is the body; ``Authorization: Bearer <INBOUND_SECRET>``; ``X-Envelope-To`` may say whom it is for."""
    given, wanted = request.headers.get("Authorization", ""), f"Bearer {settings.INBOUND_SECRET}"
    if not settings.INBOUND_SECRET or not hmac.compare_digest(given.encode(), wanted.encode()):
        return HttpResponse(b"unknown\n", status=401, content_type="text/plain")
    raw = request.read(LARGEST + 1)
    recipients = request.headers.get("X-Envelope-To", "").split(",")
    outcome = door.take(raw, recipients=recipients, now=timezone.now())
    return HttpResponse(f"{outcome.value}\n", content_type="text/plain")
