"""The tables of a notebook, as the SQL that makes them: the truth, the projection, the search, the ledger.

*Truth* is append-only; triggers refuse an update. *Projection* is computed from the truth and can be thrown
away: ``notesight rebuild`` makes it again. Dates are ``YYYY-MM-DD``, moments ISO 8601 with an offset, offsets
characters of ``documents.text`` (half-open), lists JSON. Tables that begin with ``_`` are workings.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from functools import cache
from sqlite3 import complete_statement

from notesight.model import ITEM_KINDS, PLURALS

APPLICATION_ID = 0x6E736768
"""``PRAGMA application_id`` of our files: the bytes ``nsgh``."""

TRUTH = """
CREATE TABLE documents (                  -- one version of one note, mail or thread; a changed note is a new row
    id INTEGER PRIMARY KEY,               -- in the order of arrival
    key TEXT NOT NULL,                    -- what it is: mid:<Message-ID>, path:<path> or sha256:<content>
    digest TEXT NOT NULL,                 -- which version: sha256:<hash of text>
    kind TEXT NOT NULL CHECK (kind IN ('note', 'email', 'thread')),
    date TEXT NOT NULL CHECK (date GLOB '????-??-??'),  -- the document's own day; due dates count from it
    title TEXT NOT NULL,                  -- its title or subject; without one, its first words
    titled INTEGER NOT NULL CHECK (titled IN (0, 1)),   -- 1: the title is its own, 0: its first words
    channel TEXT,                         -- where it came from in the writer's words: mail, coffee, call ...
    sender_name TEXT NOT NULL,            -- of a mail; empty when unknown
    sender_address TEXT NOT NULL,         -- of a mail; empty when unknown
    recipients TEXT NOT NULL CHECK (json_valid(recipients)),  -- [{"name": "...", "address": "..."}]
    people TEXT NOT NULL CHECK (json_valid(people)),    -- ["..."] whom the front matter names
    tags TEXT NOT NULL CHECK (json_valid(tags)),        -- ["..."]
    private INTEGER NOT NULL CHECK (private IN (0, 1)),  -- 1: never sent to a model server
    source TEXT,                          -- the file it was read from
    in_reply_to TEXT,                     -- Message-ID
    refs TEXT NOT NULL CHECK (json_valid(refs)),        -- ["<Message-ID>"], the mail's References
    text TEXT NOT NULL,                   -- as read, never cleaned
    added_at TEXT NOT NULL,
    supersedes INTEGER UNIQUE REFERENCES documents (id)  -- the version before this one
) STRICT;
CREATE INDEX documents_key ON documents (key, id);
CREATE INDEX documents_digest ON documents (digest);
CREATE INDEX documents_date ON documents (date);

CREATE TABLE parts (                      -- stretches of a document, each by one author; they cover the text
    document_id INTEGER NOT NULL REFERENCES documents (id),
    n INTEGER NOT NULL,                   -- 0, 1, 2 ... in the order of the text
    role TEXT NOT NULL CHECK (role IN ('header', 'new', 'quoted', 'forwarded', 'signature', 'boilerplate')),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL CHECK (end >= start),
    author_name TEXT NOT NULL,            -- empty when unknown, and in the owner's own notes
    author_address TEXT NOT NULL,
    date TEXT,                            -- when it was written, if known
    recipients TEXT NOT NULL CHECK (json_valid(recipients)),
    subject TEXT,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (                       -- one reading of one document by one extractor
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    extractor TEXT NOT NULL,              -- offline, openai ...
    model TEXT,
    prompt TEXT,                          -- the prompt's version
    fingerprint TEXT NOT NULL,            -- all that could change the answer, as a hash
    status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
    error TEXT,                           -- a sentence, when it failed
    started_at TEXT,
    seconds REAL NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_usd REAL NOT NULL,
    tries INTEGER NOT NULL,               -- calls that were sent
    raw TEXT,                             -- the model's own answer
    taken_from INTEGER REFERENCES runs (id)  -- the same text was read so before: its observations, at no cost
) STRICT;
CREATE INDEX runs_document ON runs (document_id, id, status);

CREATE TABLE observations (               -- what a run proved, each on words of the document
    run_id INTEGER NOT NULL REFERENCES runs (id),
    n INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'ask', 'offer', 'followup')),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL CHECK (end > start),
    quote TEXT NOT NULL,                  -- documents.text from start to end; for a person, the first mention
    detail TEXT NOT NULL CHECK (json_valid(detail)),  -- person: name, aliases, email, organization, role, mentions
                                          -- item: summary, by, to, said_on, due, due_text, certainty
    PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejections (                 -- what an extractor said and could not be proved
    run_id INTEGER NOT NULL REFERENCES runs (id),
    n INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'ask', 'offer', 'followup')),
    quote TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (                  -- what the owner said; it wins over every run
    id INTEGER PRIMARY KEY,               -- in the order they were made
    made_at TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin <> ''),   -- cli, web
    action TEXT NOT NULL CHECK (action <> ''),   -- done, dismissed, snoozed, reopened, wrong, confirmed, corrected, added,
                                          -- merged, split, apart, renamed, private, accepted, undone, kept
    subject TEXT NOT NULL CHECK (subject <> ''),  -- the id of an ask, offer, follow-up or person, or the key of a document
    value TEXT,                           -- snoozed: the day it comes back; else what was said, as JSON
    undoes INTEGER REFERENCES decisions (id)     -- an earlier decision that no longer holds
) STRICT;
CREATE INDEX decisions_subject ON decisions (subject, id);
CREATE INDEX decisions_undoes ON decisions (undoes) WHERE undoes IS NOT NULL;
"""

TRUTH_TABLES = ("documents", "parts", "runs", "observations", "rejections", "decisions")


def never_changed(tables: Iterable[str]) -> str:
    """The triggers that refuse an update of these tables."""
    return "".join(
        f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
        f"BEGIN SELECT raise(ABORT, '{table} are never changed, only added to'); END;\n"
        for table in tables
    )


NEVER_CHANGED = never_changed(TRUTH_TABLES)

LEDGER = """
CREATE TABLE files (                      -- files that were looked at, to skip what has not changed; a cache
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('read', 'failed')),
    error TEXT,                           -- a sentence, when it failed
    documents INTEGER NOT NULL,           -- how many documents it gave
    seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX files_failed ON files (path) WHERE status = 'failed';
"""

DECIDED = """
CREATE INDEX IF NOT EXISTS decisions_about_people ON decisions (id) WHERE value GLOB '{"anchors":*';
CREATE INDEX IF NOT EXISTS decisions_added ON decisions (id) WHERE action = 'added';
CREATE INDEX IF NOT EXISTS decisions_corrected ON decisions (id) WHERE action = 'corrected';
"""

PROPOSED = """
ALTER TABLE runs ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0 CHECK (proposed IN (0, 1));  -- 1: counts only when accepted
"""

INTAKE = """
CREATE TABLE _moved (                     -- files that went to the archive: how many of each name
    path TEXT PRIMARY KEY,
    times INTEGER NOT NULL,
    size INTEGER NOT NULL,                -- the last one's, as in files
    mtime_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE _mbox_messages (             -- which messages of a mailbox file were read; a cache
    path TEXT PRIMARY KEY,
    fingerprints BLOB NOT NULL            -- of each, in the order of the file: whether it was read, and its hash
) STRICT;
"""

MAILBOXES = """
CREATE TABLE mailboxes (                  -- folders of mail servers that were fetched from; never a password
    server TEXT NOT NULL,
    user TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,         -- the server's numbering of the folder; another one means new numbers
    last_uid INTEGER NOT NULL,            -- all messages up to this one were read
    since TEXT,                           -- but for those that came before this day
    seen_at TEXT NOT NULL,
    PRIMARY KEY (server, user, folder)
) STRICT, WITHOUT ROWID;
"""

READING = """
CREATE TABLE pieces (                     -- of a reading that took several calls: each stretch of the document, and what came
    run_id INTEGER NOT NULL REFERENCES runs (id),
    n INTEGER NOT NULL,                   -- 0, 1, 2 ... in the order of the text
    start INTEGER NOT NULL,               -- where it begins in documents.text
    end INTEGER NOT NULL CHECK (end >= start),
    status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
    error TEXT,                           -- a sentence, when it failed: notesight run reads it again
    answer TEXT,                          -- what was proposed for it, as JSON
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)),  -- 1: answered in an earlier run, which paid for it
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_usd REAL NOT NULL,
    tries INTEGER NOT NULL,               -- calls that were sent
    PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (                   -- how much of its document a successful run made something of
    run_id INTEGER PRIMARY KEY REFERENCES runs (id),
    sentences INTEGER NOT NULL,           -- sentences in which somebody says something
    silent INTEGER NOT NULL,              -- how many of them gave nobody and nothing
    places TEXT NOT NULL CHECK (json_valid(places))  -- [[start, end], ...] where these stand in documents.text
) STRICT;

CREATE VIEW silent_sentences AS           -- the sentences that gave nothing, of every successful run
    SELECT runs.document_id, coverage.run_id, json_extract(place.value, '$[0]') AS start,
        json_extract(place.value, '$[1]') AS end, substr(documents.text, json_extract(place.value, '$[0]') + 1,
        json_extract(place.value, '$[1]') - json_extract(place.value, '$[0]')) AS text
    FROM coverage JOIN runs ON runs.id = coverage.run_id JOIN documents ON documents.id = runs.document_id,
        json_each(coverage.places) AS place;

CREATE INDEX runs_paid ON runs (id, document_id, cost_usd) WHERE cost_usd > 0;
"""

READING_TABLES = ("pieces", "coverage")

BATCHES = """
CREATE TABLE batches (                    -- many documents handed to a model server at once, to be answered later
    id INTEGER PRIMARY KEY,               -- in the order they were made
    token TEXT NOT NULL UNIQUE,           -- our own name for it, by which it is found again at the server
    server TEXT NOT NULL,                 -- the address, without what could be secret
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,                 -- the prompt's version
    fingerprint TEXT NOT NULL,            -- of the extractor that wrote the requests
    masked TEXT,                          -- when names were masked: by which rules, and whom as the owner, as JSON
    state TEXT NOT NULL,                  -- written (perhaps not sent), sent, collected, closed (nothing is left there)
    requests INTEGER NOT NULL,            -- how many questions it is made of
    file_id TEXT,                         -- the uploaded requests, by the server's name
    remote_id TEXT,                       -- the batch itself, by the server's name
    remote_status TEXT,                   -- in the server's words, when it was last asked
    answered INTEGER NOT NULL DEFAULT 0,  -- requests, when the server was last asked
    failed INTEGER NOT NULL DEFAULT 0,    -- likewise
    output_id TEXT,                       -- the file of the answers
    error_id TEXT,                        -- the file of the failed requests
    error TEXT,                           -- a sentence, when it ended without its work done
    created_at TEXT NOT NULL,
    CHECK (state IN ('written', 'sent', 'collected', 'closed'))
) STRICT;
CREATE INDEX batches_open ON batches (id) WHERE state <> 'closed';

CREATE TABLE batch_documents (            -- what is in a batch, and what became of it
    batch_id INTEGER NOT NULL REFERENCES batches (id),
    document_id INTEGER NOT NULL REFERENCES documents (id),
    pieces INTEGER NOT NULL,              -- how many requests it makes
    state TEXT NOT NULL,                  -- waiting, read, failed, released (not answered: in the queue or a later batch)
    run_id INTEGER REFERENCES runs (id),  -- the reading that came of it
    CHECK (state IN ('waiting', 'read', 'failed', 'released')),
    PRIMARY KEY (batch_id, document_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batch_documents_waiting ON batch_documents (document_id) WHERE state = 'waiting';
"""

BATCHES_KNOWN = """
ALTER TABLE batch_documents ADD COLUMN known TEXT;
"""
"""Whom the notebook offered with a document while it waits: its answer names them by their numbers. A JSON list."""

FORGOTTEN = """
CREATE TABLE forgotten (                  -- what was forgotten and must not come back: hashes with the notebook's own salt
    kind TEXT NOT NULL CHECK (kind IN ('key', 'text', 'name', 'address')),
    hash TEXT NOT NULL,                   -- of a document's key or text, of a person's folded name or address
    forgetting INTEGER NOT NULL,          -- what was forgotten at one time, and comes back together
    forgotten_at TEXT NOT NULL,
    PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE _notebook (                  -- what is to be known of the file itself
    name TEXT PRIMARY KEY NOT NULL,       -- salt; last_document; unclean; copy
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

OBSERVED = "kind TEXT NOT NULL CHECK (kind IN ('person', 'ask', 'offer', 'followup'))"
OBSERVED_NOW = "kind TEXT NOT NULL CHECK (kind IN ('person', 'ask', 'offer', 'followup', 'introduction', 'outcome'))"


def _widened(table: str) -> str:
    """The SQL that gives a table of the truth the kinds that came later: what was in it stays as it was."""
    made = TRUTH[TRUTH.index(f"CREATE TABLE {table} (") :]
    made = made[: made.index("WITHOUT ROWID;") + len("WITHOUT ROWID;")]
    made = made.replace(f"CREATE TABLE {table} (", f"CREATE TABLE _{table}_wide (").replace(OBSERVED, OBSERVED_NOW)
    return f"{made}\nINSERT INTO _{table}_wide SELECT * FROM {table};\nDROP TABLE {table};\nALTER TABLE _{table}_wide RENAME TO {table};\n"  # noqa: S608, E501 (our own names)


TOLD = "".join(map(_widened, ("observations", "rejections")))
"""Introductions and outcomes are observed too."""

KEPT = """
CREATE INDEX IF NOT EXISTS decisions_kept ON decisions (id) WHERE action = 'kept';
"""

EMBEDDINGS = """
CREATE TABLE _embeddings (                -- how a model server sees the meaning of short texts; a cache, without the texts
    model TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- of the text
    vector BLOB NOT NULL,                 -- 32-bit floats
    PRIMARY KEY (model, digest)
) STRICT, WITHOUT ROWID;
"""

PRESENT = TRUTH + PROPOSED + READING + BATCHES + BATCHES_KNOWN + DECIDED + LEDGER + FORGOTTEN + KEPT + TOLD
"""The tables of the truth as all steps leave them, and those beside it that pages ask."""

_ITEM = """
CREATE TABLE {table} (                    -- {what}
    id TEXT PRIMARY KEY NOT NULL,         -- stable: of the document's key, the kind, the quote and its n-th
    summary TEXT NOT NULL,                -- one line that stands alone
    by_person_id TEXT REFERENCES people (id),
    by_text TEXT,                         -- {by}: a name, me, or the document's words; null when unknown
    to_person_id TEXT REFERENCES people (id),
    to_text TEXT,                         -- {to}
    quote TEXT NOT NULL,                  -- the words it stands on: documents.text from start to end
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    due TEXT,                             -- YYYY-MM-DD
    due_text TEXT,                        -- the document's words for it
    certainty TEXT NOT NULL,              -- stated, hedged
    said_on TEXT NOT NULL,                -- the day of the words; due counts from it
    document_id INTEGER NOT NULL REFERENCES documents (id),
    run_id INTEGER REFERENCES runs (id),  -- null: added by hand
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dismissed', 'snoozed', 'wrong')),
    snoozed_until TEXT,                   -- open again from this day on
    decided_at TEXT,                      -- when the owner last said something about it
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1))  -- 1: the owner confirmed, corrected or added it
) STRICT;
CREATE INDEX {table}_document ON {table} (document_id);
-- each list of the pages has an index with all that it looks at: a long one is counted and turned without reading its rows
CREATE INDEX {table}_due ON {table}
    (state, certainty, due, said_on, by_text, by_person_id, to_text, to_person_id, snoozed_until);
CREATE INDEX {table}_new ON {table}
    (state, certainty, said_on, due, by_text, by_person_id, to_text, to_person_id, snoozed_until);
CREATE INDEX {table}_said ON {table} (said_on);
CREATE INDEX {table}_by ON {table}
    (by_person_id, state, certainty, due, said_on, to_text, to_person_id, snoozed_until);
CREATE INDEX {table}_to ON {table}
    (to_person_id, state, certainty, due, said_on, by_text, by_person_id, snoozed_until);
"""

_PEOPLE = """
CREATE TABLE people (                     -- human beings, joined over all current documents
    id TEXT PRIMARY KEY NOT NULL,         -- stable: of the first document that names them, and the name there
    name TEXT NOT NULL,                   -- the fullest and most used form
    also_known_as TEXT,                   -- the other names, separated by commas
    email TEXT,
    organization TEXT,                    -- as last stated
    role TEXT,                            -- as last stated
    first_seen TEXT NOT NULL,             -- the day of the first document that names them
    last_seen TEXT NOT NULL,
    documents INTEGER NOT NULL,           -- how many current documents name them
    open_items INTEGER NOT NULL           -- asks, offers and follow-ups by or to them, neither done nor dismissed
) STRICT;
CREATE INDEX people_name ON people (name);
CREATE INDEX people_last_seen ON people (last_seen);
CREATE INDEX people_organization ON people (organization COLLATE NOCASE) WHERE organization IS NOT NULL;

CREATE TABLE names (                      -- every spelling and address of a person, with the document it stands in
    document_id INTEGER NOT NULL REFERENCES documents (id),
    entry INTEGER NOT NULL,               -- which person of that document, 0, 1, 2 ...
    kind TEXT NOT NULL CHECK (kind IN ('name', 'alias', 'address')),
    name TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (document_id, entry, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_person ON names (person_id, kind, name);

CREATE TABLE mentions (                   -- every stretch of a current document that names a person
    document_id INTEGER NOT NULL REFERENCES documents (id),
    entry INTEGER NOT NULL,               -- which person of that document, 0, 1, 2 ...
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text TEXT NOT NULL,                   -- documents.text from start to end
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (document_id, entry, start, end)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_person ON mentions (person_id, document_id);
"""

_QUOTES = """
CREATE TABLE quotes (                     -- every stretch of a current document that an ask, offer or follow-up stands on
    id TEXT PRIMARY KEY NOT NULL,         -- stable: of the document's key, the kind, the quote and its n-th
    item_id TEXT NOT NULL,                -- the ask, offer or follow-up; its own stretch has this for its id
    telling_id TEXT NOT NULL,             -- the same before what is told again is put to what was told first (_repeats)
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'offer', 'followup')),  -- what it was read as there
    document_id INTEGER NOT NULL REFERENCES documents (id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    quote TEXT NOT NULL,                  -- documents.text from start to end
    said_on TEXT NOT NULL,                -- the day of the words, as that document tells it
    part INTEGER NOT NULL,                -- in which part of the document
    fresh INTEGER NOT NULL CHECK (fresh IN (0, 1)),        -- 1: the document's own words, 0: quoted or forwarded
    credited INTEGER NOT NULL CHECK (credited IN (0, 1)),  -- 1: that document tells whose words they are
    run_id INTEGER REFERENCES runs (id)   -- null: added by hand
) STRICT;
CREATE INDEX quotes_item ON quotes (item_id, id);
CREATE INDEX quotes_document ON quotes (document_id);
CREATE INDEX quotes_copies ON quotes (telling_id) WHERE telling_id <> id;
"""

_TOLD = """
CREATE TABLE introductions (              -- who brings whom together, each on words of a current document
    id TEXT PRIMARY KEY NOT NULL,         -- stable: of the document's key, the quote and its n-th
    by_person_id TEXT REFERENCES people (id),
    by_text TEXT,                         -- who introduces: a name, me, or the document's words; null when unknown
    who_person_id TEXT REFERENCES people (id),
    who_text TEXT,                        -- who is made known
    to_person_id TEXT REFERENCES people (id),
    to_text TEXT,                         -- to whom
    state TEXT NOT NULL CHECK (state IN ('asked', 'offered', 'made', 'happened', 'known')),  -- known: a tie
    manner TEXT NOT NULL CHECK (manner IN ('introduced', 'spoke', 'through', 'tie')),
    quote TEXT NOT NULL,                  -- the words it stands on: documents.text from start to end
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    certainty TEXT NOT NULL,              -- stated, hedged
    said_on TEXT NOT NULL,                -- the day of the words
    document_id INTEGER NOT NULL REFERENCES documents (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    wrong INTEGER NOT NULL CHECK (wrong IN (0, 1)),  -- 1: the owner said that it is none
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1))  -- 1: the owner confirmed it
) STRICT;
CREATE INDEX introductions_document ON introductions (document_id);
CREATE INDEX introductions_by ON introductions (by_person_id);
CREATE INDEX introductions_who ON introductions (who_person_id);
CREATE INDEX introductions_to ON introductions (to_person_id);
CREATE INDEX introductions_said ON introductions (said_on);

CREATE TABLE outcomes (                   -- what came of knowing somebody: said by the owner, or read and to be confirmed
    id TEXT PRIMARY KEY NOT NULL,         -- stable: of the document's key, the quote and its n-th; or of the decision
    what TEXT NOT NULL,                   -- one line that stands alone
    from_person_id TEXT REFERENCES people (id),
    from_text TEXT,                       -- from whom it came: a name, or the document's words; null when unknown
    whose_person_id TEXT REFERENCES people (id),
    whose_text TEXT,                      -- who has it; null or me: the owner
    worth TEXT,                           -- the money, in the words that were given
    on_day TEXT NOT NULL,                 -- the day it came, or of the words
    quote TEXT,                           -- null: said by the owner
    start INTEGER,
    end INTEGER,
    certainty TEXT NOT NULL,              -- stated, hedged
    document_id INTEGER REFERENCES documents (id),  -- where it stands, or from which the owner said it came
    item_id TEXT,                         -- the ask, offer or follow-up from which the owner said it came
    run_id INTEGER REFERENCES runs (id),  -- null: said by the owner
    decision_id INTEGER,                  -- of the owner's saying so
    state TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed', 'wrong'))
) STRICT;
CREATE INDEX outcomes_document ON outcomes (document_id);
CREATE INDEX outcomes_from ON outcomes (from_person_id);
CREATE INDEX outcomes_day ON outcomes (on_day);
"""

_CONTACTS = """
CREATE TABLE contacts (                   -- who was in touch with the owner: at most one row for a person of a document and a day
    document_id INTEGER NOT NULL REFERENCES documents (id),
    entry INTEGER NOT NULL,               -- which person of that document, 0, 1, 2 ...
    day TEXT NOT NULL,                    -- YYYY-MM-DD, never after the document's own
    channel TEXT,                         -- as the owner said, else as given or read: mail, call, coffee ...; null: not said
    how TEXT NOT NULL CHECK (how IN ('wrote', 'got', 'named', 'met', 'passed_on')),  -- how it is known
    real INTEGER NOT NULL CHECK (real IN (0, 1)),  -- 0: somebody else spoke for one to the other
    start INTEGER NOT NULL,               -- the words that tell it: documents.text from start to end
    end INTEGER NOT NULL,                 -- equal to start where no words do, but an envelope
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (document_id, entry, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_person ON contacts (person_id, real, day);
CREATE INDEX contacts_day ON contacts (day, real, channel);

CREATE TABLE keeps (                      -- how often the owner wants to be in touch with whom; the later of two holds
    id INTEGER PRIMARY KEY,               -- of the decision
    scope TEXT NOT NULL CHECK (scope IN ('person', 'organization', 'tag')),
    name TEXT NOT NULL,                   -- of the organisation or the tag; of a person the one of that time
    person_id TEXT,                       -- of a person
    every TEXT,                           -- 3 months; null: not at all
    at_most TEXT                          -- the longest that it may be; null: as long again
) STRICT;
CREATE INDEX keeps_person ON keeps (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE _tagged (                    -- current documents by the tags of their front matter, folded
    tag TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    PRIMARY KEY (tag, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _tagged_document ON _tagged (document_id);

CREATE TABLE _rhythms (                   -- how often somebody was in touch of late
    person_id TEXT PRIMARY KEY NOT NULL,
    last_day TEXT NOT NULL,               -- of the last real contact
    usual_days INTEGER,                   -- the longer of the usual times between two contacts; null: too few contacts
    lost_on TEXT                          -- the day from which it is unusually long ago; null: never
) STRICT, WITHOUT ROWID;
CREATE INDEX _rhythms_lost ON _rhythms (lost_on) WHERE lost_on IS NOT NULL;
"""

_CLOSINGS = """
CREATE TABLE closings (                   -- words of a later document that show that an ask or a promise was done
    item_id TEXT NOT NULL,                -- of asks or followups
    document_id INTEGER NOT NULL REFERENCES documents (id),
    start INTEGER NOT NULL,               -- documents.text from start to end tells it
    end INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('kept', 'answered', 'withdrawn')),
    score REAL NOT NULL,
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),  -- ["..."] in words
    certain INTEGER NOT NULL CHECK (certain IN (0, 1)),  -- 1: it says so plainly: the same people, deed and thing
    PRIMARY KEY (item_id, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX closings_document ON closings (document_id);
CREATE INDEX closings_item ON closings (item_id);  -- to count them without reading their reasons

CREATE TABLE _closed_by_itself (          -- items that are done for certain, where the owner lets such close by themselves
    item_id TEXT PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE _closing_people (            -- open asks and promises by everybody whom their words name
    person_id TEXT NOT NULL,
    said_on TEXT NOT NULL,
    item_id TEXT NOT NULL,
    PRIMARY KEY (person_id, said_on, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _closing_people_item ON _closing_people (item_id);

CREATE TABLE _closing_stale (             -- what has changed since closings were last computed; kept up by triggers
    what TEXT NOT NULL CHECK (what IN ('item', 'document', 'name', 'person')),
    id ANY NOT NULL,
    PRIMARY KEY (what, id)
) STRICT, WITHOUT ROWID;
"""

_REPEATS = """
CREATE TABLE _repeats (                   -- asks and follow-ups that tell one again which another document tells first
    id TEXT PRIMARY KEY NOT NULL,         -- quotes.telling_id
    item_id TEXT NOT NULL,                -- the one that was told first
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'followup')),
    summary TEXT NOT NULL,                -- all the rest as a row of its own would have it
    by_person_id TEXT,
    by_text TEXT,
    to_person_id TEXT,
    to_text TEXT,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    due TEXT,
    due_text TEXT,
    certainty TEXT NOT NULL,
    said_on TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _repeats_item ON _repeats (item_id);
CREATE INDEX _repeats_document ON _repeats (document_id);
CREATE INDEX _repeats_by ON _repeats (by_person_id);
CREATE INDEX _repeats_to ON _repeats (to_person_id);

CREATE TABLE _repeat_keys (               -- every telling of an ask or a promise, by who tells it and about whom, else what
    by TEXT NOT NULL,                     -- a person's id, or me
    about TEXT NOT NULL,                  -- a person's id; for what is about nobody, one of its words
    said_on TEXT NOT NULL,
    telling_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'followup')),
    words TEXT NOT NULL,                  -- the stems of what it is about, with a blank between
    PRIMARY KEY (by, about, said_on, telling_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _repeat_keys_telling ON _repeat_keys (telling_id);

CREATE TABLE _repeat_pairs (              -- two tellings of the same thing, once for everybody they name (empty: nobody)
    person_id TEXT NOT NULL,
    earlier TEXT NOT NULL,
    later TEXT NOT NULL,
    said_from TEXT NOT NULL,
    said_until TEXT NOT NULL,
    ended_by INTEGER,                     -- the document that shows the earlier one done before the later one was told
    PRIMARY KEY (person_id, earlier, later)
) STRICT, WITHOUT ROWID;
CREATE INDEX _repeat_pairs_earlier ON _repeat_pairs (earlier);
CREATE INDEX _repeat_pairs_later ON _repeat_pairs (later);
CREATE INDEX _repeat_pairs_ended ON _repeat_pairs (ended_by) WHERE ended_by IS NOT NULL;
"""

_VIEWS_AND_WORKINGS = """
CREATE VIEW items AS                      -- all three kinds in one list
    SELECT 'ask' AS kind, * FROM asks
    UNION ALL SELECT 'offer', * FROM offers
    UNION ALL SELECT 'followup', * FROM followups;

CREATE VIEW current_documents AS          -- the newest version of every document
    SELECT * FROM documents
    WHERE NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = documents.id);

CREATE TABLE _person_forms (              -- every different way in which people are given, for joining them
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                   -- folded for comparing; empty when there is only an address
    address TEXT NOT NULL,                -- folded; empty when none
    organization TEXT NOT NULL,           -- folded; empty when none
    kind TEXT NOT NULL CHECK (kind IN ('addressed', 'full', 'bare')),
    block TEXT NOT NULL,                  -- what bare names are looked up by: the given name; empty when none
    cluster TEXT,                         -- who all of this form are; null: it differs from document to document
    UNIQUE (name, address, organization)
) STRICT;
CREATE INDEX _person_forms_address ON _person_forms (address) WHERE address <> '';
CREATE INDEX _person_forms_block ON _person_forms (block) WHERE block <> '';
CREATE INDEX _person_forms_cluster ON _person_forms (cluster);

CREATE TABLE _person_nodes (              -- one person of one current document
    document_id INTEGER NOT NULL REFERENCES documents (id),
    entry INTEGER NOT NULL,
    name TEXT NOT NULL,                   -- as the document's reading has it
    organization TEXT,
    role TEXT,
    date TEXT NOT NULL,                   -- of the document
    first_id INTEGER NOT NULL,            -- the id of the first version of the document
    form_id INTEGER NOT NULL REFERENCES _person_forms (id),
    alone INTEGER NOT NULL CHECK (alone IN (0, 1)),  -- 1: its own document says that it is nobody known by that name
    ruled TEXT NOT NULL,                  -- who it is by the rules
    cluster TEXT NOT NULL,                -- who it is; another than by the rules where the owner said so
    own_id TEXT NOT NULL,                 -- the person's id if this is the first of its cluster
    person_id TEXT NOT NULL,              -- of people, unless the owner said that it is no person
    PRIMARY KEY (document_id, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX _person_nodes_own ON _person_nodes (own_id);
CREATE INDEX _person_nodes_moved ON _person_nodes (own_id) WHERE cluster <> ruled;
CREATE INDEX _person_nodes_form ON _person_nodes (form_id);
CREATE INDEX _person_nodes_cluster ON _person_nodes (cluster, first_id, entry);
CREATE INDEX _person_nodes_called ON _person_nodes (cluster, person_id);
CREATE INDEX _person_nodes_date ON _person_nodes (person_id, date);
CREATE INDEX _person_nodes_organization ON _person_nodes (person_id, date, first_id, entry)
    WHERE organization IS NOT NULL;
CREATE INDEX _person_nodes_role ON _person_nodes (person_id, date, first_id, entry)
    WHERE role IS NOT NULL;

CREATE INDEX _person_nodes_stated ON _person_nodes (person_id, role, organization, date)
    WHERE role IS NOT NULL OR organization IS NOT NULL;

CREATE VIEW threads AS                    -- conversations: mails that answer, quote or forward one another
    SELECT thread_id AS id, first.title AS title, count(*) AS documents,
        min(documents.date) AS first_date, max(documents.date) AS last_date
    FROM _threads JOIN documents ON documents.id = _threads.document_id JOIN documents AS first ON first.id = thread_id
    GROUP BY thread_id;

CREATE TABLE _threads (                   -- the thread of every current document that can have one
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    thread_id INTEGER NOT NULL            -- the smallest id of its documents
) STRICT;
CREATE INDEX _threads_thread ON _threads (thread_id);

CREATE TABLE _thread_links (              -- what the documents of a thread have in common: see mail/threads.py
    link INTEGER NOT NULL,                -- a hash of a Message-ID, or of a subject and two people
    document_id INTEGER NOT NULL REFERENCES documents (id),
    answer INTEGER NOT NULL CHECK (answer IN (0, 1)),
    loose INTEGER NOT NULL CHECK (loose IN (0, 1)),
    dated INTEGER NOT NULL CHECK (dated IN (0, 1)),
    day INTEGER NOT NULL,                 -- of the document, as a number of days
    PRIMARY KEY (link, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _thread_links_document ON _thread_links (document_id);

CREATE TABLE _person_groups (             -- clusters that the owner has merged
    cluster TEXT PRIMARY KEY NOT NULL,
    grouped TEXT NOT NULL                 -- the smallest of those that are one
) STRICT, WITHOUT ROWID;
CREATE INDEX _person_groups_grouped ON _person_groups (grouped);

CREATE TABLE _person_told (               -- what the owner said of a person; null where nothing was said
    person_id TEXT PRIMARY KEY NOT NULL,
    name TEXT,
    email TEXT,
    organization TEXT,
    role TEXT,
    aliases TEXT NOT NULL CHECK (json_valid(aliases)),  -- ["..."]
    wrong INTEGER NOT NULL CHECK (wrong IN (0, 1))  -- 1: it is no person
) STRICT, WITHOUT ROWID;

CREATE TABLE _waiting (                   -- current documents that no run has read yet, or whose last run failed
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    tried INTEGER NOT NULL CHECK (tried IN (0, 1))  -- 1: its last run failed
) STRICT;
CREATE INDEX _waiting_tried ON _waiting (tried, document_id);

CREATE TABLE _person_counts (             -- what is counted for a person; kept up by triggers
    person_id TEXT PRIMARY KEY NOT NULL,
    documents INTEGER NOT NULL,
    open_items INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE _person_names (              -- how often a person goes by which name; kept up by triggers
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE _item_counts (               -- how many items of each sort there are; kept up by triggers
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    certainty TEXT NOT NULL,
    due TEXT NOT NULL,                    -- empty: none
    by_side TEXT NOT NULL CHECK (by_side IN ('me', 'nobody', 'other')),  -- by the owner, by nobody that is said, by others
    to_side TEXT NOT NULL CHECK (to_side IN ('me', 'nobody', 'other')),
    confirmed INTEGER NOT NULL,
    snoozed_until TEXT NOT NULL,          -- empty: not put off
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, state, certainty, due, by_side, to_side, confirmed, snoozed_until)
) STRICT, WITHOUT ROWID;

CREATE TABLE _topics (                    -- what asks and offers are about, by themselves and the words around them
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'offer')),
    topic TEXT NOT NULL,                  -- of the lexicon: plumbing, web design ...
    sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
    said_on TEXT NOT NULL,                -- of the item
    item_id TEXT NOT NULL,
    strength REAL NOT NULL,               -- 0 to 1.5
    PRIMARY KEY (kind, topic, sure, said_on, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX _topics_item ON _topics (item_id);
CREATE TRIGGER asks_topics_drop AFTER DELETE ON asks BEGIN
    DELETE FROM _topics WHERE item_id = old.id;
END;
CREATE TRIGGER offers_topics_drop AFTER DELETE ON offers BEGIN
    DELETE FROM _topics WHERE item_id = old.id;
END;

CREATE TABLE _document_months (           -- the month and the channel of every current document
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    month TEXT NOT NULL,                  -- YYYY-MM
    channel TEXT NOT NULL                 -- without one, what kind of document it is
) STRICT;

CREATE TABLE _month_counts (              -- how many current documents each month has from each channel; kept up by triggers
    month TEXT NOT NULL,
    channel TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (month, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX _person_names_name ON _person_names (name COLLATE NOCASE, kind);
"""

# Somebody may stand in every document: their counts follow each row that comes, goes or changes hands.
_OPEN = "state IN ('open', 'snoozed')"
_ADD_NAME = """INSERT INTO _person_names VALUES (new.person_id, new.kind, new.name, 1)
        ON CONFLICT DO UPDATE SET times = times + 1;"""
_DROP_NAME = """UPDATE _person_names SET times = times - 1
        WHERE person_id = old.person_id AND kind = old.kind AND name = old.name;
    DELETE FROM _person_names
        WHERE person_id = old.person_id AND kind = old.kind AND name = old.name AND times = 0;"""
_OTHER_ENTRY = """(SELECT 1 FROM _person_nodes AS other WHERE other.document_id = {row}.document_id
        AND other.entry <> {row}.entry AND +other.person_id = {row}.person_id)"""
_ADD_NODE = f"""INSERT INTO _person_counts VALUES (new.person_id, NOT EXISTS {_OTHER_ENTRY.format(row="new")}, 0)
        ON CONFLICT DO UPDATE SET documents = documents + excluded.documents;"""  # noqa: S608 (our own names)
_DROP_NODE = f"""UPDATE _person_counts SET documents = documents - NOT EXISTS {_OTHER_ENTRY.format(row="old")}
        WHERE person_id = old.person_id;"""  # noqa: S608 (our own names)
_ADD_ITEM = f"""INSERT INTO _person_counts
        SELECT person, 0, 1 FROM (SELECT new.by_person_id AS person UNION SELECT new.to_person_id)
        WHERE person IS NOT NULL AND new.{_OPEN}
        ON CONFLICT DO UPDATE SET open_items = open_items + 1;"""  # noqa: S608 (our own names)
_DROP_ITEM = f"""UPDATE _person_counts SET open_items = open_items - 1
        WHERE person_id IN (old.by_person_id, old.to_person_id) AND old.{_OPEN};"""  # noqa: S608 (our own names)

_MONTH = "month = old.month AND channel = old.channel"
_ADD_MONTH = """INSERT INTO _month_counts VALUES (new.month, new.channel, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;"""
_DROP_MONTH = f"""UPDATE _month_counts SET number = number - 1 WHERE {_MONTH};
    DELETE FROM _month_counts WHERE {_MONTH} AND number = 0;"""  # noqa: S608 (our own names)
_SORTED_BY = "state, certainty, due, by_text, by_person_id, to_text, to_person_id, confirmed, snoozed_until"


def side_sql(side: str, row: str) -> str:
    """By whom or to whom an item is (``side`` is ``by`` or ``to``), as SQL over its row: ``me``, ``nobody`` or ``other``."""
    return (
        f"CASE WHEN {row}.{side}_person_id IS NOT NULL THEN 'other' "
        f"WHEN {row}.{side}_text IS NULL THEN 'nobody' WHEN {row}.{side}_text = 'me' THEN 'me' ELSE 'other' END"
    )


def _sort(kind: str, row: str) -> dict[str, str]:
    """The columns of ``_item_counts`` by which an item, ``old`` or ``new``, counts."""
    return {
        "kind": f"'{kind}'",
        "state": f"{row}.state",
        "certainty": f"{row}.certainty",
        "due": f"ifnull({row}.due, '')",
        "by_side": side_sql("by", row),
        "to_side": side_sql("to", row),
        "confirmed": f"{row}.confirmed",
        "snoozed_until": f"ifnull({row}.snoozed_until, '')",
    }


def _item_counts(kind: str) -> tuple[str, str]:
    """What a trigger does to ``_item_counts`` for an item that came, and for one that went."""
    add = f"""INSERT INTO _item_counts VALUES ({", ".join(_sort(kind, "new").values())}, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;"""  # noqa: S608 (our own names)
    same = " AND ".join(f"{column} = {value}" for column, value in _sort(kind, "old").items())
    drop = f"""UPDATE _item_counts SET number = number - 1 WHERE {same};
    DELETE FROM _item_counts WHERE {same} AND number = 0;"""  # noqa: S608 (our own names)
    return add, drop


def _counted(table: str, hands: str, add: str, drop: str, *, name: str = "count") -> str:
    """Triggers that count the rows of a table; ``hands`` are the columns by which a row counts."""
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in hands.split(", "))
    return f"""
CREATE TRIGGER {table}_{name}_add AFTER INSERT ON {table} BEGIN
    {add}
END;
CREATE TRIGGER {table}_{name}_drop AFTER DELETE ON {table} BEGIN
    {drop}
END;
CREATE TRIGGER {table}_{name}_change AFTER UPDATE OF {hands} ON {table} WHEN {changed} BEGIN
    {drop}
    {add}
END;
"""


def _stale(table: str, what: str, key: str, columns: str) -> str:
    """Triggers that note what has changed for closings."""
    note = "INSERT OR IGNORE INTO _closing_stale VALUES"
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns.split(", "))
    return f"""
CREATE TRIGGER {table}_stale_add AFTER INSERT ON {table} BEGIN
    {note} ('{what}', new.{key});
END;
CREATE TRIGGER {table}_stale_drop AFTER DELETE ON {table} BEGIN
    {note} ('{what}', old.{key});
END;
CREATE TRIGGER {table}_stale_change AFTER UPDATE OF {columns} ON {table} WHEN {changed} BEGIN
    {note} ('{what}', old.{key});
    {note} ('{what}', new.{key});
END;
"""


ITEM_TABLES = ("asks", "offers", "followups")

PROJECTION = "".join(
    (
        _PEOPLE,
        _ITEM.format(
            table="asks",
            what="needs and requests that somebody has put",
            by="who wants it",
            to="whom they asked; null: anyone",
        ),
        _ITEM.format(
            table="offers",
            what="what somebody would give, do, lend or share",
            by="who would give it",
            to="who may take it; null: anyone",
        ),
        _ITEM.format(table="followups", what="actions to take from here", by="who acts", to="who it is for or with"),
        _QUOTES,
        _CONTACTS,
        _TOLD,
        _CLOSINGS,
        _REPEATS,
        _VIEWS_AND_WORKINGS,
        _counted("names", "person_id", _ADD_NAME, _DROP_NAME),
        _counted("_person_nodes", "person_id", _ADD_NODE, _DROP_NODE),
        *(_counted(table, "state, by_person_id, to_person_id", _ADD_ITEM, _DROP_ITEM) for table in ITEM_TABLES),
        *(_counted(PLURALS[kind], _SORTED_BY, *_item_counts(kind), name="sort") for kind in ITEM_KINDS),
        _counted("_document_months", "month, channel", _ADD_MONTH, _DROP_MONTH),
        *(_stale(table, "item", "id", "by_person_id, to_person_id") for table in ("asks", "followups", "_repeats")),
        _stale("mentions", "document", "document_id", "person_id"),
        _stale("_threads", "document", "document_id", "thread_id"),
        _stale("quotes", "item", "item_id", "item_id"),
        _stale("_person_names", "name", "name", "name"),
        _stale("people", "person", "id", "name"),
    )
)

PROJECTION_TABLES = (
    "people", "names", "mentions", *ITEM_TABLES, "quotes", "closings", "_closed_by_itself", "_closing_people",
    "_closing_stale", "_repeats", "_repeat_keys", "_repeat_pairs", "_topics", "contacts", "keeps",
    "_tagged", "_rhythms", "introductions", "outcomes", "_threads", "_thread_links",
    "_person_forms", "_person_nodes", "_person_groups", "_person_told", "_person_counts", "_person_names", "_waiting",
    "_item_counts", "_document_months", "_month_counts",
)  # fmt: skip

SEARCHED = {
    "documents": ("title", "text"),
    "people": ("name", "also_known_as", "organization", "email"),
    "asks": ("summary", "quote"),
    "offers": ("summary", "quote"),
    "followups": ("summary", "quote"),
}
"""The tables with full-text search, and the columns it covers; the index of ``asks`` is ``asks_fts``."""


def search_tables() -> str:
    """The SQL of the full-text indexes: what is in them follows a deletion or an update of a row by itself.

    Rows that we add come in bulk, once for each unit of writing; a trigger for them would cost four times as much.
    """
    return "".join(_search_table(table, columns) for table, columns in SEARCHED.items())


def _search_table(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    forget = f"INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', old.rowid, {old});"  # noqa: S608 (our own names)
    add = f"INSERT INTO {table}_fts (rowid, {names}) VALUES (new.rowid, {new});"  # noqa: S608 (our own names)
    return f"""
CREATE VIRTUAL TABLE {table}_fts USING fts5 ({names}, content="{table}", tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {forget} END;
CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {add} END;
"""


def index(conn: sqlite3.Connection, table: str, key: str, added: Collection[object]) -> None:
    """Put added rows into the full-text index of their table."""
    if added:
        columns = ", ".join(SEARCHED[table])
        conn.execute(
            f"INSERT INTO {table}_fts (rowid, {columns}) SELECT rowid, {columns} FROM {table} "  # noqa: S608 (our own names)
            f"WHERE {key} IN (SELECT value FROM json_each(?))",
            [json.dumps(list(added))],
        )


@cache
def statements(script: str) -> tuple[str, ...]:
    """The single statements of a script (``executescript`` would commit the open transaction)."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return tuple(found)
