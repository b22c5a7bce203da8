"""What a preview of a link says: the page's own title and sentence, once more, for those who show it elsewhere."""

import re
from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context: Any, name: str) -> SafeString:
    """A block of this page, written a second time: Django lets a block stand in one place only."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # Only plain spaces: French puts others before its colons.
    return SafeString(re.sub(r"[ \r\n\t]+", " ", block.render(context)).strip()) if block else SafeString("")
