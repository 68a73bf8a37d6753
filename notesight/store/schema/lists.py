"""The lists that people browse: people, items and their quotes, contacts, introductions, outcomes, closings."""

from __future__ import annotations

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
CREATE INDEX outcomes_said ON outcomes (decision_id) WHERE decision_id IS NOT NULL;
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

CREATE TABLE _looks_done (                -- items with closings; kept up by triggers
    item_id TEXT PRIMARY KEY NOT NULL,
    document_id INTEGER NOT NULL          -- the last to come of those that show it
) STRICT, WITHOUT ROWID;
CREATE INDEX _looks_done_last ON _looks_done (document_id DESC, item_id);

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

CREATE TABLE _closing_items (             -- open asks and promises as they were looked at last
    item_id TEXT PRIMARY KEY NOT NULL,
    said TEXT NOT NULL,                   -- hashes of all that they say
    copies TEXT NOT NULL CHECK (json_valid(copies))  -- [1, ...] the documents that have their words
) STRICT, WITHOUT ROWID;

CREATE TABLE _namesakes (                 -- people who may be one another without being joined, each with the other
    name TEXT NOT NULL COLLATE NOCASE,    -- by which: a name of both, or their given name
    person_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    PRIMARY KEY (person_id, other_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX _namesakes_name ON _namesakes (name);

CREATE TABLE _closing_stale (             -- what has changed since closings were last computed; kept up by triggers
    what TEXT NOT NULL CHECK (what IN ('item', 'document', 'name', 'person', 'left')),
    id ANY NOT NULL,                      -- of left, by which a document names somebody no more: its day, and the person
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

CREATE TABLE _repeat_tellings (           -- every telling of an ask or a promise as it was compared last
    telling_id TEXT PRIMARY KEY NOT NULL,
    said TEXT NOT NULL                    -- a hash of all that it says
) STRICT, WITHOUT ROWID;

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

ITEM_TABLES = ("asks", "offers", "followups")

LISTS = "".join(
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
    )
)
