"""Everything that notesight says when something goes wrong, as one tree.

Each class owns its exit code; each instance owns one plain sentence and, where there is one, the next
step to try. One boundary (``notesight.cli``) prints them; nothing else does. A sentence may name a file,
an address of a server or an option. It never holds words of a note or a mail, and never a key.

    NotesightError            1  done with an error
    ├── UsageError            2  the call makes no sense
    ├── SourceError           3  this document cannot be read
    ├── ExtractorError        3  this document got no usable reading
    │   ├── AnswerError       3  the model answered, but not usably
    │   │   ├── Refused       3  the model declined
    │   │   └── Truncated     3  the answer was cut off
    │   ├── ServerError       3  the call failed although the server is there (429, 5xx, deadline)
    │   ├── Incomplete        3  some pieces of the document were read, others failed
    │   └── LimitReached      3  the next call might cost more than may be spent
    ├── ConfigError           4  a setting is missing or wrong (also: a wrong key, an unknown model)
    ├── Unreachable           5  no model server answers at that address
    └── StoreError            1  the database cannot be used
        ├── Locked            1  somebody else holds the database for too long
        ├── NotOurs           1  the file is no database of notesight
        └── NewerDatabase     1  the database was written by a newer notesight
"""

from __future__ import annotations

from typing import ClassVar


class NotesightError(Exception):
    """A failure with a sentence for the person at the keyboard."""

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: str, *, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UsageError(NotesightError):
    """The call makes no sense: an unknown id, two options that exclude each other, nothing to read."""

    exit_code = 2


class SourceError(NotesightError):
    """One document cannot be read: missing, not permitted, not text, too large, not a mail."""

    exit_code = 3


class ExtractorError(NotesightError):
    """One document got no usable reading; it stays queued and ``notesight run`` tries it again."""

    exit_code = 3


class AnswerError(ExtractorError):
    """The model answered, but not with what was asked for, also after the re-ask."""


class Refused(AnswerError):
    """The model declined to answer."""


class Truncated(AnswerError):
    """The answer was cut off at the model's length limit."""


class ServerError(ExtractorError):
    """The server is there, but this call failed for good: rate limit, fault or deadline."""


class Incomplete(ExtractorError):
    """Some pieces of a long document were read and count; ``notesight run`` reads the others again."""


class LimitReached(ExtractorError):
    """The next call might cost more than what may still be spent; whatever is left stays queued."""


class ConfigError(NotesightError):
    """A setting is missing or wrong; nothing else can go on with it."""

    exit_code = 4


class Unreachable(NotesightError):
    """No model server answers at the configured address."""

    exit_code = 5


class StoreError(NotesightError):
    """The database cannot be used."""


class Locked(StoreError):
    """Another program holds the database for longer than we wait."""


class NotOurs(StoreError):
    """The file is not a SQLite database, or not one of notesight."""


class NewerDatabase(StoreError):
    """The database was written by a newer notesight than this one."""
