"""Exports of whole chats: Slack, Telegram, archives, and chats of years that are cut into days."""

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from talk_cases import FOLDER, SAVED, cases, packed, said, slack

from notesight import talks
from notesight.errors import SourceError

DAY = FOLDER / "slack/kiln-people/2026-03-02.json"
USERS = (FOLDER / "slack/users.json").read_bytes()


def slack_day(data=None, users=USERS, source="/export/kiln-people/2026-03-02.json"):
    data = DAY.read_bytes() if data is None else data
    return list(talks.documents(data, "slack", key="key", fallback=SAVED, source=source, users=users))


def messages(*given):
    return json.dumps(
        [
            {"type": "message", "user": "U0ANA0001", "ts": f"{1772452980 + n}.0001", **each}
            for n, each in enumerate(given)
        ]
    )


def test_a_day_of_slack_is_a_text_with_names():
    (document,) = slack_day()
    assert document.text == (
        "Ana Ruiz, 13:03: Who can lend me a kiln? This one (https://kiln.example/k-90) & its manual https://kiln.example/m\n\n"
        "Bo Lindqvist, 07:20: @Ana Ruiz I'll bring mine on Friday, @U0NOBODY9 can help\n\n"
        "Ana Ruiz, 13:21: Thank you!\n\n"
        "Dora Novak, 12:05: Lunch is on me today @channel\n\nAt noon in #kiln-people\n\n"
        "Bo Lindqvist, 07:22: write to bo@kiln.example\n\n"
        "Emil Wang, 12:22: and who am I?\n\n"
    )
    assert (document.kind, document.channel, document.title, document.date) == (
        "thread",
        "chat",
        "#kiln-people",
        date(2026, 3, 2),
    )
    assert document.key == "slack:1772452000.000100"
    new = [part for part in document.parts if part.role == "new"]
    assert new[0].date == datetime(2026, 3, 2, 13, 3, tzinfo=timezone(timedelta(hours=1)))
    assert [[who.name for who in part.to] for part in new] == [
        ["Bo Lindqvist", "Dora Novak", "Emil Wang"],
        ["Ana Ruiz"],
        ["Bo Lindqvist"],
        ["Ana Ruiz", "Bo Lindqvist", "Emil Wang"],
        ["Dora Novak", "Ana Ruiz", "Emil Wang"],
        ["Bo Lindqvist", "Dora Novak", "Ana Ruiz"],
    ]


def test_without_a_list_of_users_only_those_are_named_who_name_themselves():
    (document,) = slack_day(users=None)
    assert [who.name for who in document.to] == ["Ana Ruiz", "U0BO00002", "U0DORA003", "U0BOT0004", "Emil Wang"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<https://kiln.example/>", "https://kiln.example/"),
        ("<https://kiln.example/|kiln.example>", "https://kiln.example/"),
        ("<https://kiln.example/a|the kiln>", "the kiln (https://kiln.example/a)"),
        ("<tel:+441144960000|0114 496 0000>", "0114 496 0000 (+441144960000)"),
        ("<@U0BO00002|bo> <@U1|emil> <@U2>", "@Bo Lindqvist @emil @U2"),
        ("<!here> <!subteam^S1|@potters> <!date^1772452980^{date}|2 March>", "@here @potters 2 March"),
        ("<#C1> <#C1|kiln>", "#C1 #kiln"),
        ("*bold* :fire: 1 < 2 > 0", "*bold* :fire: 1 < 2 > 0"),
        ("<>", "<>"),
        ("zero \u0000 half \ud83d", "zero \ufffd half \ufffd"),
    ],
)
def test_a_message_of_slack_is_shown_as_it_is_seen(text, shown):
    (document,) = slack_day(messages({"text": text}))
    assert document.text == f"Ana Ruiz, 13:03: {shown}\n\n"


@pytest.mark.parametrize(
    "message",
    [
        {"text": ""}, {"text": None}, {"text": " \n"}, {"text": "x", "subtype": "channel_join"}, {"text": "x", "bot_id": "B1"},
        {"text": "x", "user": "USLACKBOT"}, {"text": "x", "user": None}, {"text": "x", "hidden": True}, {"text": "x", "type": "event"},
        {"text": "x", "ts": "soon"}, {"text": "x", "ts": "inf"}, {"text": "x", "ts": "1e300"}, {"text": "x", "subtype": "tombstone"},
    ],
)  # fmt: skip
def test_what_nobody_says_is_left_out(message):
    assert slack_day(messages(message)) == []


def test_a_workspace_is_a_document_for_each_day_of_each_channel():
    documents = list(talks.documents(slack(), "archive", key="key", fallback=SAVED, source="/Acme Slack export.zip"))
    assert [(document.title, str(document.date)) for document in documents] == [
        ("Ana Ruiz, Bo Lindqvist", "2026-03-04"),
        ("#kiln-people", "2026-03-02"),
    ]  # fmt: skip
    assert [document.key for document in documents][1] == slack_day()[0].key
    assert documents[1].text == slack_day()[0].text
    meet = documents[0].parts[1]
    assert (meet.author.name, [who.name for who in meet.to]) == ("Bo Lindqvist", ["Ana Ruiz"])


def test_telegram_is_a_document_for_each_day():
    data = (FOLDER / "telegram/result.json").read_bytes()
    one, two = talks.documents(data, "telegram", key="key", fallback=SAVED, source="/result.json")
    assert one.text == (
        "Ana Ruiz, 14:03: Can you lend me your kiln?\nUntil Friday.\n\n"
        "Bo Lindqvist, 14:05: I'll bring it, this one (https://kiln.example/k-90), ask @emil.\n\n"
    )
    assert (one.key, one.title, one.date) == (
        "telegram:private_group:4242424242:2026-03-02",
        "Kiln people",
        date(2026, 3, 2),
    )
    assert two.text == (
        "Bo Lindqvist, 09:00, forwarded from Dora Novak: I need a web designer by May.\n\nDeleted account, 09:01: Me too\n\n"
    )
    assert [(part.role, part.author.name) for part in two.parts] == [
        ("header", ""), ("forwarded", "Dora Novak"), ("header", ""), ("new", ""),
    ]  # fmt: skip


def test_of_all_that_telegram_saves_conversations_are_read():
    def chat(kind, name, words):
        return {
            "name": name,
            "type": kind,
            "id": len(words),
            "messages": [{"type": "message", "date": "2026-03-02T14:03:10", "from": "Ana", "text": words}],
        }

    export = {
        "about": "Here is the data you requested.",
        "chats": {
            "list": [
                chat("personal_chat", "Ana", "one"),
                chat("bot_chat", "Bot", "two!"),
                chat("public_channel", "News", "three"),
                chat("saved_messages", None, "fourth"),
            ]
        },
        "left_chats": {"list": [chat("private_group", "Old", "fifth and last")]},
    }
    documents = list(talks.documents(json.dumps(export), "telegram", key="key", fallback=SAVED))
    assert [document.title for document in documents] == ["Ana", "Saved messages", "Old"]
    assert len({document.key for document in documents}) == 3
    with pytest.raises(SourceError, match="several conversations"):
        talks.document(json.dumps(export), "telegram", key="key", fallback=SAVED)


# --- chats of years -----------------------------------------------------------------------------------------------


def chat(days, *, last=3, ana="Ana Ruiz"):
    """A chat of so many days with three messages each; on the last day there are ``last``."""
    lines = ["01/01/2026, 08:00 - Messages and calls are end-to-end encrypted.\n"]
    for n in range(days):
        day = date(2026, 1, 1) + timedelta(days=n)
        hours = range(last if n == days - 1 else 3)
        lines += [
            f"{day:%d/%m/%Y}, {9 + hour:02}:03 - {(ana, 'Bo')[hour % 2]}: Message {hour} of {day}?\n" for hour in hours
        ]
    return "".join(lines)


def chat_days(text, source="/WhatsApp Chat with Bo.txt", fallback=date(2026, 6, 1)):
    return list(talks.documents(text, "chat", key="key", fallback=fallback, source=source))


def versions(documents):
    return {document.key: document.digest for document in documents}


def test_a_longer_export_adds_only_its_new_days():
    before, after = (
        versions(chat_days(chat(40))),
        versions(chat_days(chat(60), source="/elsewhere/WhatsApp Chat with Bo (1).txt")),
    )
    assert len(before) == 40
    assert len(after) == 60
    assert before.items() <= after.items()


def test_the_day_on_which_a_chat_was_saved_is_superseded_when_it_has_gone_on():
    before, after = chat_days(chat(40, last=1)), chat_days(chat(41))
    assert before[-1].key == after[39].key
    assert after[39].text.startswith(before[-1].text)
    assert versions(before[:-1]).items() <= versions(after).items()


def test_a_chat_is_the_same_when_somebody_has_become_a_contact():
    before, after = (
        chat_days(chat(5, ana="+44 7700 900123")),
        chat_days(chat(5), source="/WhatsApp Chat with Ana Ruiz.txt"),
    )
    assert [document.key for document in before] == [document.key for document in after]


def test_chats_that_begin_at_the_same_minute_are_two():
    other = chat(5).replace("Message 0 of 2026-01-01", "Something else")
    assert not versions(chat_days(chat(5))).keys() & versions(chat_days(other)).keys()


def test_a_day_that_comes_in_two_stretches_is_one_document():
    text = (
        "02/01/2026, 23:59 - Ana: Are you there?\n03/01/2026, 00:00 - Bo: I am\n"
        "02/01/2026, 23:59 - Ana: Good\n03/01/2026, 00:01 - Bo: What is it?\n"
    )
    one, two = chat_days(text)
    assert said(one) == ["2026-01-02 23:59 | Ana | Are you there?", "2026-01-02 23:59 | Ana | Good"]
    assert said(two) == ["2026-01-03 00:00 | Bo | I am", "2026-01-03 00:01 | Bo | What is it?"]


def test_a_day_knows_everybody_in_the_chat():
    text = "02/01/2026, 23:59 - Ana: Are you there?\n03/01/2026, 09:00 - Bo: I am\n"
    for document in chat_days(text):
        assert [who.name for who in document.to] == ["Ana", "Bo"]
        assert all(len(part.to) == 1 for part in document.parts if part.role == "new")


def test_a_chat_that_is_asked_for_as_one_document_is_one():
    document = talks.document(chat(5), "chat", key="key", fallback=SAVED, source="/WhatsApp Chat with Bo.txt")
    assert (document.key, document.title, document.date, document.text) == ("key", "Bo", date(2026, 1, 1), chat(5))
    assert len({part.date.date() for part in document.parts if part.role == "new"}) == 5


def test_a_day_without_a_word_is_no_document():
    assert chat_days("02/01/2026, 23:59 - Ana: <Media omitted>\n02/01/2026, 23:59 - Bo: null\n") == []


# --- archives -----------------------------------------------------------------------------------------------------


def test_a_chat_of_an_iphone_comes_in_an_archive():
    case = next(case for case in cases("whatsapp.txt") if "en-US iPhone" in case.name)
    data = packed({"_chat.txt": case.text.encode(), "00000012-PHOTO-2026-03-02-14-04-10.jpg": b"\xff\xd8"})
    documents = list(talks.documents(data, "archive", key="key", fallback=SAVED, source=f"/{case.file}"))
    assert said(*documents) == list(case.expected)
    assert {document.title for document in documents} == {"Bo Lindqvist"}
    assert documents[0].key == case.documents[0].key


def test_what_can_be_read_of_an_archive_comes_before_the_error():
    data = packed(
        {
            "a/2026-03-02.json": messages({"text": "hello"}),
            "b/2026-03-02.json": "{",
            "c/2026-03-02.json": messages({"text": "bye"}),
        }
    )
    reading = talks.documents(data, "archive", key="key", fallback=SAVED)
    assert [next(reading).title, next(reading).title] == ["#a", "#c"]
    with pytest.raises(SourceError, match=r"b/2026-03-02\.json"):
        next(reading)


def test_an_export_may_stand_in_a_folder():
    data = packed(
        {
            f"Acme/{name}": (FOLDER / "slack" / name).read_bytes()
            for name in ("users.json", "kiln-people/2026-03-02.json")
        }
    )
    (document,) = talks.documents(data, "archive", key="key", fallback=SAVED)
    assert document.text == slack_day()[0].text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        packed({}),
        packed({"a.txt": "x"}),
        packed({"_chat.txt": "words"}),
        slack()[:-30],
        slack()[:200],
    ],
)
def test_an_archive_without_talks_ends_with_a_sentence(data):
    with pytest.raises(SourceError) as raised:
        list(talks.documents(data, "archive", key="key", fallback=SAVED))
    assert raised.value.sentence.endswith(".")


def test_an_archive_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr("notesight.talks.archives.LARGEST_FILE", 1000)
    with pytest.raises(SourceError, match="too large"):
        list(talks.documents(packed({"_chat.txt": b"\0" * 100_000}), "archive", key="key", fallback=SAVED))
