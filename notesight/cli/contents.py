"""The table of contents of the command line: every command in the order of ``--help``, and the module that has it.

``--help`` is printed from it, and a module is imported only when a command of it is called: starting the program costs
what the one command costs. A test holds each line to what the module says itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Entry(NamedTuple):
    """A command or a group of commands: its name, the module of this package that registers it, what it does."""

    name: str
    module: str
    help: str


CONTENTS: Final[dict[str, tuple[Entry, ...]]] = {
    "Start": (
        Entry("add", "intake", "Read a note or a mail: piped in, named, or from $EDITOR."),
        Entry("ingest", "intake", "Read files and folders; what was read before is passed over."),
        Entry("watch", "intake", "Stay, and read whatever arrives in a folder; Ctrl-C stops."),
        Entry("extract", "intake", "Read without a database; with --json one object a document."),
        Entry("run", "intake", "Read what waits to be read, and try again what failed."),
        Entry("fetch", "post", "Fetch new mail from a folder of a mail server (IMAP)."),
        Entry("receive", "post", "Stay, and take in mail over LMTP or SMTP; Ctrl-C stops."),
        Entry("demo", "upkeep", "Read an invented year that comes with notesight, and show it."),
        Entry("batch", "batch", "Big archives at half the price: handed in, answered in a day."),
    ),
    "Look": (
        Entry("today", "lists", "What I owe, what they owe me, what waits, what looks done."),
        Entry("people", "persons", "Everybody your notes and mails name; and who is who."),
        Entry("matches", "matches", "Whose ask is answered by whose offer; take or decline it."),
        Entry("asks", "lists", "What people need or have asked for."),
        Entry("offers", "lists", "What people would give, do, lend or share."),
        Entry("followups", "lists", "What somebody is going to do: promises and next steps."),
        Entry("show", "lists", "A person, ask, offer, follow-up or document, with its words."),
        Entry("search", "lists", "Look for words in everything, the texts themselves too."),
        Entry("keep", "keep", "Keep in touch: with whom, how often, and why to write."),
        Entry("contacts", "keep", "When and how you were last in touch with somebody."),
        Entry("brief", "brief", "Before a meeting: who it is, last time, what is open."),
        Entry("news", "brief", "What came up about somebody since you were in touch."),
        Entry("digest", "brief", "What came in of late, was settled and is due."),
        Entry("who", "matches", "Who can help with something, by an offer or their trade."),
        Entry("who-for", "matches", "Who would want what a text tells of."),
        Entry("introductions", "links", "Who introduced whom, or spoke for you in your absence."),
        Entry("path", "links", "Who could get you to somebody, with what was said."),
        Entry("outcomes", "outcomes", "What came of it, and from which conversations."),
        Entry("serve", "upkeep", "Browse and decide in Datasette; with a login also remotely."),
        Entry("mcp", "agents", "Tools for agents, by the Model Context Protocol."),
    ),
    "Decide": (
        Entry("outcome", "outcomes", "Say what came of somebody, of something said, or of a note."),
        Entry("done", "decide", "Say that it is done."),
        Entry("dismiss", "decide", "Say that it need not be done."),
        Entry("snooze", "decide", "Put it out of sight until a day."),
        Entry("reopen", "decide", "Take it back: it is open again."),
        Entry("not-done", "decide", "Say that it is not done, though a later document looks so."),
        Entry("not-same", "decide", "Say that a later document does not tell it again."),
        Entry("confirm", "correct", "Say that it is right."),
        Entry("wrong", "correct", "Say that it is none: it leaves every list for good."),
        Entry("correct", "correct", "Put right what an ask, an offer or a follow-up is."),
        Entry("add-item", "correct", "Add what no reader saw in a document, on its words."),
        Entry("remember", "correct", "Note one ask, offer or follow-up without writing a note."),
        Entry("private", "correct", "Never send a document to a model server from now on."),
        Entry("channel", "correct", "Put right by which channel you were in touch in a document."),
        Entry("undo", "correct", "Take back the last decision, or any other one."),
        Entry("history", "correct", "What was decided, the latest first."),
        Entry("review", "review", "Look at what is least certain, one key for each thing."),
        Entry("reread", "reread", "Read again, with another model say; it does not count yet."),
        Entry("diff", "reread", "Show what one reading of a document has that another has not."),
        Entry("accept", "reread", "Let a reading count for its document, over later ones too."),
    ),
    "Keep": (
        Entry("rebuild", "upkeep", "Compute all lists anew from what was read and decided."),
        Entry("doctor", "upkeep", "Check everything, and list what could not be read."),
        Entry("config", "upkeep", 'Show the settings, or change one: `config name "Ada Brandt"`.'),
        Entry("forget", "hide", "Remove a person or a document for good."),
        Entry("publish-copy", "hide", "Write a copy to show to others: nothing private, no quotes."),
        Entry("export", "outgoing", "Give it to other programs: calendars, cards, pages, all."),
        Entry("import", "incoming", "Take in people of address books, or a whole notebook."),
        Entry("eval", "evaluate", "Tell how well a reader reads, against what is known."),
        Entry("load-gold", "loadgold", "Load texts with gold readings, to measure the rest."),
    ),
}
"""The commands under the panels of ``--help``, in the order of use."""
