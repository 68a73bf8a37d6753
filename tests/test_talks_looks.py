"""What is taken for a talk, and above all what is not: a note in which a name stands before a colon stays a note."""

import json
from pathlib import Path

import pytest
from talk_cases import FOLDER, every_case, packed, slack

from notesight import talks

STORY = FOLDER.parent / "story"

NOTES = {
    "jotted after coffee": "Coffee with Jim\nJim: asked whether I know someone for web design\nAna: wants an intro to Bo\nme: send Ana the deck by Friday\n",
    "who wants what, in turn": "Ana: needs a kiln until March\nBo: has one, ask him\nAna: also wants clay\nBo: told me he moves in May\n",
    "who wants what, in sentences": "Ana: Wants a designer. I told her about Bo.\nBo: Has time in May, asked for my rates.\nAna: Needs it by Friday, I think.\nBo: Said yes.\n",
    "minutes with initials": "Minutes 2 March\nPresent: AR, BL, DN\n\nAR: will book the room\nBL: to send the invoice to us\nAR: asks for quotes?\nAction: BL to call the plumber\n",
    "minutes with names": "# Board meeting\n\n## Attendees\nAna Ruiz, Bo Lindqvist\n\nAna Ruiz: The roof leaks, we need three quotes.\nBo Lindqvist: Quotes by Friday?\nAna Ruiz: Agreed.\nDecision: ask Emil.\nAction: Bo writes to Emil.\n",
    "a stand-up": "Standup 2 March\n\nAna: I finished the glaze page. Can you review?\nBo: I am on the kiln.\nAna: I will help Bo.\nBo: Thanks!\n",
    "bullets with names": "- Ana: can you send me the deck?\n- Bo: I'll do it.\n- Ana: thanks!\n- Bo: sure!\n",
    "numbered lines": "1. Ana: I can help you.\n2. Bo: I can't.\n3. Ana: Are you sure?\n4. Bo: Yes.\n",
    "a to-do list": "TODO: call Ana\nTODO: write Bo\nDone: sent the deck\nNext: ask you about May?\n",
    "a contact": "Name: Ana Ruiz\nPhone: +44 7700 900123\nEmail: ana@kiln.example\nCompany: Kiln Ltd\nNotes: met at the fair, asked if I know you\n",
    "questions and answers": "Q: Can you fire at 1,200 degrees?\nA: Yes, you can.\nQ: Do I need a licence?\nA: No.\nQ: How long?\nA: Eight hours.\n",
    "an agenda with times": "09:00 Welcome: Ana\n09:30 Keynote: Bo Lindqvist\n10:15 Break: coffee\n10:45 Panel: can you make a living from clay?\n",
    "a schedule of people": "10:00 Ana: budget\n10:30 Bo: web site\n11:00 Ana: closing\n",
    "a day": "Lunch 12:30\nwith Ana, who asked about May?\n\nGym 17:00\nbring shoes\n\nDinner 19:30\nat Bo's\n",
    "a journey": "10:00 From Sheffield to London: train\n14:00 From London to Paris: can you meet me?\n18:00 From Paris to Lyon: bus\n",
    "trains": "Sheffield 12:03\nLondon 14:15\nParis 18:47\nBring the tickets!\n",
    "a log of calls": "2026-03-02 14:03 - called Ana about the kiln\n2026-03-02 15:10 - wrote to Bo\n2026-03-03 09:00 - Ana rang back\n",
    "a log of calls with names": "2026-03-02 14:03 - Ana: asked for the kiln\n2026-03-02 15:10 - Bo: wants the deck\n2026-03-03 09:00 - Ana: moved to May\n",
    "one person's log": "2026-03-02 14:03 - Ana: can you call?\n2026-03-02 15:10 - Ana: are you there?\n2026-03-03 09:00 - Ana: ok\n",
    "a diary": "02/03/2026\nMet Ana. She said: you should see my kiln.\n\n03/03/2026\nBo: no news.\n",
    "prices": "Clay: 12.50\nGlaze: 8.00\nKiln: 900, can you believe it?\nTotal: 920.50\n",
    "a recipe": "Serves: 4\nPrep: 10 min\nCook: 30 min\n\nStir: until you see bubbles.\nStir: again.\n",
    "chapters of a film": "0:00 Intro: who we are\n2:15 Clay: what do you need?\n7:40 Kiln: how hot?\n12:03 Glaze: which one is yours?\n",
    "times without names": "0:12 she says that we should meet\n0:31 he laughs\n1:02 the offer: 500 for you\n",
    "prose that quotes": 'I met Ana and Bo. Ana said: "Can you help me?" Bo said: "I can." So I wrote to them.\n\nAna: my number is 0114 496 0000.\n',
    "a note with a talk inside": "Called Bo about the web site, here is what he wrote:\n\n[12:03] Bo: can you wait?\n[12:04] Me: I can\n[12:05] Bo: thanks\n",
    "a note with a chat inside": "From WhatsApp:\n02/03/2026, 14:03 - Ana: Can you call?\n02/03/2026, 14:04 - Bo: I can.\n02/03/2026, 14:05 - Ana: Thanks!\n",
    "own words below a talk": "[12:03] Bo: can you wait?\n[12:04] Me: I can\n[12:05] Bo: thanks\n\nHe sounded tired. I should ask Emil.\n",
    "own words below a chat": "02/03/2026, 14:03 - Ana: Can you call?\n02/03/2026, 14:04 - Bo: I can.\n02/03/2026, 14:05 - Ana: Thanks!\n\nTo do: ask Bo.\n",
    "a private talk": "Private\n\nAna Ruiz: Can you hear me?\nBo Lindqvist: I can.\nAna Ruiz: Good. Are you well?\n",
    "a private talk in markdown": "# **private:** transcript\n[12:03] Ana: Can you hear me?\n[12:04] Bo: I can.\n[12:05] Ana: Good.\n",
    "front matter": "---\ndate: 2026-03-02\npeople: [Ana]\n---\nAna: Can you hear me?\nBo: I can.\nAna: Good. Are you well?\nBo: I am.\n",
    "a mail": "From: Ana Ruiz <ana@kiln.example>\nTo: Bo Lindqvist <bo@kiln.example>\nDate: Mon, 02 Mar 2026 08:15:00 +0100\nSubject: Kiln\n\nHi Bo,\n\ncan you lend me yours?\n\nAna\n",
    "a pasted mail": "FYI\n\nFrom: Ana Ruiz\nSent: Friday, February 27, 2026 9:30 AM\nTo: Bo\nSubject: Kiln\n\nHi Bo, can you help me?\n",
    "a thread quoted": "On 27/02/2026 09:30, Ana Ruiz wrote:\n> Can you help me?\n\nYes, I can.\n",
    "a table": "| Who | What |\n|---|---|\n| Ana: kiln | can you? |\n| Bo: clay | I can |\n",
    "CSV": "Name,Time,Words\nAna: A,12:03,can you?\nBo: B,12:04,I can\nAna: A,12:05,thanks\n",
    "YAML": "name: kiln\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu\n    you: true\n",
    "JSON in a note": '[{"type": "message", "user": "U1", "text": "can you?", "ts": "1772452980.000200"}]',
    "code": "def ask(you):\n    if you:\n        return 'I: can'\n    else:\n        raise ValueError('You: cannot?')\n",
    "a server's log": "[2026-03-02 14:03:10] INFO: Can you read this?\n[2026-03-02 14:03:11] ERROR: you are not here\n[2026-03-02 14:03:12] INFO: I am\n",
    "another log": "2026-03-02 14:03:10 - kiln.server: are you up?\n2026-03-02 14:03:11 - kiln.client: I am\n2026-03-02 14:03:12 - kiln.server: ok\n",
    "a play's cast": "ANA, a potter\nBO, her brother\n\nScene: a yard. You hear rain.\nLights: low.\n",
    "markdown with bold words": "**Goal:** you can fire a kiln\n\n**Steps:** I do the first, you the second\n\n**Goal:** again\n\n**Steps:** we do it?\n",
    "scripture": "John 3:16 For God so loved the world\nPsalm 23:1 The Lord is my shepherd; you know it\nJohn 14:27 Peace I leave with you\n",
    "scores": "Ana 3:1 Bo\nDora 2:2 Emil\nAna 1:0 Dora, can you believe it?\n",
    "definitions": "Kiln: an oven in which you fire clay.\nGlaze: what makes it shine.\nSlip: liquid clay, you pour it.\nGlaze: see above.\n",
    "two lines": "Ana: can you call?\nBo: I can.\n",
    "a dictated memo": "so i met ana and she said can you help me find a kiln and i said yes i'll ask bo he has one at 12:30\n",
    "German minutes": "Protokoll 2. März\n\nAna: Ich schicke dir die Liste.\nBo: Danke, kannst du auch Emil fragen?\nAna: Ja, mache ich.\nBo: Gut, dann bis Freitag.\n",
    "nothing": "",
    "blank": " \n\n\t\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ["note.txt", "note.md", "standard input", ""])
@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES.keys())
def test_a_note_stays_a_note(text, name):
    assert talks.looks_like(name, text) is None
    assert talks.looks_like(name, text.replace("\n", "\r\n")) is None
    assert talks.looks_like(name, "\ufeff" + text) is None


def test_the_story_and_our_own_texts_are_no_talks():
    texts = [
        *STORY.rglob("notes/*"),
        *STORY.rglob("*.eml"),
        *STORY.rglob("Maildir/*/*"),
        *FOLDER.parent.parent.glob("*.md"),
    ]
    texts += [*Path(talks.__file__).parent.glob("*.py"), *Path(__file__).parent.glob("test_*.py")]
    assert len(texts) > 100
    for path in texts:
        head = path.read_bytes()[:65_536].decode("utf-8", "replace")
        assert talks.looks_like(f"{path.stem}.txt", head) is None, path
        assert talks.looks_like(path.name, head) is None, path


@pytest.mark.parametrize("case", every_case(), ids=lambda case: case.name)
def test_a_talk_is_recognised(case):
    file = case.file.replace(".zip", ".txt")
    form = talks.looks_like(file, case.text)
    assert form in {"vtt", "srt", "labelled", "stamped", "blocks", "chat"}
    assert talks.looks_like(f"C:\\Users\\ana\\{file}", "\ufeff" + case.text.replace("\n", "\r\n")) == form
    head = case.text[: len(case.text) * 9 // 10]
    if len(head) > 400:
        assert talks.looks_like(file, head) == form


@pytest.mark.parametrize("case", every_case(), ids=lambda case: case.name)
def test_the_name_of_the_file_matters_little(case):
    file = case.file if case.file.endswith((".vtt", ".srt")) else "note.txt"
    short = case.text.count("\n") < 5 or "transcript" in case.file
    assert talks.looks_like(file, case.text) is not None or short


@pytest.mark.parametrize("suffix", [".py", ".csv", ".log", ".eml", ".mbox", ".html", ".pdf", ".vcf"])
def test_a_file_of_another_kind_is_no_talk(suffix):
    for case in every_case():
        assert talks.looks_like(f"talk{suffix}", case.text) is None


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("2026-03-02.json", (FOLDER / "slack/kiln-people/2026-03-02.json").read_text(), "slack"),
        ("2026-03-03.json", (FOLDER / "slack/kiln-people/2026-03-03.json").read_text(), "slack"),
        ("users.json", (FOLDER / "slack/users.json").read_text(), None),
        ("channels.json", (FOLDER / "slack/channels.json").read_text(), None),
        ("result.json", (FOLDER / "telegram/result.json").read_text(), "telegram"),
        ("result.json", '{\n "about": "Here is the data you requested. Remember: Telegram is ad free', "telegram"),
        ("package.json", json.dumps({"name": "kiln", "type": "module", "messages": []}), "telegram"),
        ("package.json", json.dumps({"name": "kiln", "type": "module"}), None),
        ("numbers.json", "[1, 2, 3]", None),
        ("events.json", '[{"type": "event", "ts": "1772452980.000200"}]', None),
        ("Acme Slack export Mar 1 2026 - Mar 9 2026.zip", "PK\x03\x04" + "\0" * 40, "archive"),
        ("export.zip", slack()[:65_536].decode("latin-1"), "archive"),
        ("WhatsApp Chat - Bo.zip", "PK\x03\x04" + "\0" * 40, "archive"),
        ("chat.zip", packed({"_chat.txt": "x"}).decode("latin-1"), "archive"),
        ("photos.zip", packed({"a.jpg": "x"}).decode("latin-1"), None),
        ("WhatsApp Chat - Bo.zip", "no archive", None),
        ("film.vtt", "no captions", None),
        ("film.srt", "no captions", None),
        ("note.vtt", "WEBVTT\n", "vtt"),
        ("note.txt", "WEBVTT\n", None),
        ("note.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "vtt"),
        ("note.txt", "1\n00:00:01,000 --> 00:00:02,000\nHi\n", "srt"),
        (".vtt", "WEBVTT\n", None),
    ],
)
def test_files_are_told_by_name_and_first_lines(name, head, form):
    assert talks.looks_like(name, head) == form
