"""Views over the lists, and the workings from which they are kept up to date."""

from __future__ import annotations

WORKINGS = """
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
