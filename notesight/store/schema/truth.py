"""The truth, which is only ever added to, and what stands beside it: files, mailboxes, batches, what was forgotten."""

from __future__ import annotations

from collections.abc import Iterable

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

OUTCOMES_SAID = """
CREATE INDEX IF NOT EXISTS decisions_outcome ON decisions (id) WHERE action = 'outcome';
"""

EMBEDDINGS = """
CREATE TABLE _embeddings (                -- how a model server sees the meaning of short texts; a cache, without the texts
    model TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- of the text
    vector BLOB NOT NULL,                 -- 32-bit floats
    PRIMARY KEY (model, digest)
) STRICT, WITHOUT ROWID;
"""

PRESENT = (
    TRUTH + PROPOSED + READING + BATCHES + BATCHES_KNOWN + DECIDED + LEDGER + FORGOTTEN + KEPT + TOLD + OUTCOMES_SAID
)
"""The tables of the truth as all steps leave them, and those beside it that pages ask."""
