"""A text as a model is shown it: what no eye sees is left out, and no word of it is a sign of the chat's own protocol.

Quotes are matched without the signs that are taken out or put in here, so that every span stays exact.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]")
"""Soft hyphens, marks without width, signs that turn the direction of writing, and the tags that can spell a hidden text."""
_TURN = re.compile(
    r"[<\[](?=[|｜]|/?s>|</?SYS>>|/?SYS>>|/?(?:think|tool_call|tool_response|tools|function_call|system|user|assistant)\b"
    r"|(?:start|end)_of_turn|/?INST\]|/?AVAILABLE_TOOLS\]|/?TOOL_(?:CALLS|RESULTS)\])|[|｜](?=>)",
    re.IGNORECASE,
)
"""Where a sign begins (or ends) that chat templates use to part system, user and assistant: <|im_start|>, [INST] …"""
_APART = "\u2060"


def shown(text: str) -> str:
    """The text as it is sent. Servers that read such signs inside a message too find none whole."""
    return _TURN.sub(lambda sign: sign.group() + _APART, _UNSEEN.sub("", text))


def likeness(text: str) -> str:
    """What a text looks like: small letters, wide and styled letters as plain ones, nothing unseen."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
