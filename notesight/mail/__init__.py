"""Mail: from bytes to a Document whose parts say who wrote which stretch of it.

:func:`parse` reads one message, :func:`split_mbox` cuts a file into messages, :func:`parts` finds the voices in any
text that mail was pasted into, :func:`html_text` makes an HTML body readable.
"""

from notesight.mail.html import html_text
from notesight.mail.mbox import is_mbox, split_mbox, split_mbox_stream
from notesight.mail.message import looks_like_mail, parse
from notesight.mail.parts import Voice, parts

__all__ = ["Voice", "html_text", "is_mbox", "looks_like_mail", "parse", "parts", "split_mbox", "split_mbox_stream"]
