"""What is no conversation is told from what people write to one another; invitations become an agreed meeting."""

import pytest
from mail_cases import WRITTEN, said

from notesight import mail

ASK = "Could you send me the plan by Friday?"


def read(*lines, body=ASK, sender="Ana Ruiz <ana.ruiz@kiln.example>", subject="The plan"):
    head = [
        f"From: {sender}",
        "To: Bo Lind <bo@ferry.example>",
        "Date: Mon, 02 Mar 2026 08:15:00 +0100",
        f"Subject: {subject}",
        *lines,
    ]
    if not any(line.startswith("Content-Type") for line in lines):
        head.append("Content-Type: text/plain; charset=utf-8")
    return mail.parse(("\n".join(head) + "\n\n" + body + "\n").encode(), fallback=WRITTEN)


def roles(document):
    return {part.role for part in document.parts} - {"header"}


FOOTER = ASK + "\n\nYou are receiving this because you signed up. Unsubscribe here: https://ferret.example/u"

NOTICES = [
    # channel, header lines, what else is told
    (
        "newsletter",
        ["List-Unsubscribe: <https://x/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
        {"sender": "The Ferret <hello@ferret.example>"},
    ),
    (
        "newsletter",
        ["List-Unsubscribe: <https://x/u>", "Feedback-ID: 1:2:3:campaign"],
        {"sender": "Jane Roe <jane@janeroe.example>"},
    ),
    (
        "newsletter",
        ["List-Id: <ferret.list>", "List-Unsubscribe: <https://x/u>"],
        {"sender": "The Ferret <news@ferret.example>"},
    ),
    (
        "newsletter",
        ["List-Unsubscribe: <https://x/u>", "List-Post: <https://ferret.example/p/1>", "Precedence: bulk"],
        {"sender": "The Ferret <ferret@post.example>"},
    ),
    ("newsletter", ["Precedence: bulk", "List-Unsubscribe: <mailto:u@x>"], {"sender": "Shop <shop@shop.example>"}),
    ("newsletter", ["X-Campaign: spring", "List-Unsubscribe: <mailto:u@x>"], {"sender": "Shop <sales@shop.example>"}),
    ("newsletter", [], {"sender": "The Ferret <news@ferret.example>", "body": FOOTER}),
    ("newsletter", [], {"sender": "noreply@ferret.example", "body": FOOTER}),
    ("notification", [], {"sender": "Kiln Planner <no-reply@planner.example>"}),
    ("notification", ["Auto-Submitted: auto-generated"], {"sender": "Planner <planner@planner.example>"}),
    ("notification", ["X-Auto-Response-Suppress: All"], {"sender": "Planner <service@planner.example>"}),
    (
        "notification",
        [],
        {
            "sender": "Planner <team@planner.example>",
            "body": "This is an automated message. Please do not reply to this email.",
        },
    ),
    ("notification", [], {"sender": "Registrar <registrar-notification@school.example>"}),
    ("automatic reply", ["Auto-Submitted: auto-replied"], {}),
    ("automatic reply", ["X-Autoreply: yes"], {}),
    ("automatic reply", ["Precedence: auto_reply"], {}),
    ("automatic reply", [], {"subject": "Automatic reply: The plan"}),
    ("automatic reply", [], {"subject": "Out of Office: The plan"}),
    ("automatic reply", [], {"subject": "Automatische Antwort: Der Plan"}),
    ("automatic reply", [], {"subject": "Abwesenheitsnotiz"}),
    ("automatic reply", [], {"subject": "Réponse automatique : Le plan"}),
    ("automatic reply", [], {"subject": "Respuesta automática: El plano"}),
    ("automatic reply", [], {"subject": "Risposta automatica: La pianta"}),
    ("automatic reply", [], {"subject": "Automatisch antwoord: Het plan"}),
    ("automatic reply", [], {"subject": "Autosvar: Planen"}),
    ("automatic reply", [], {"subject": "自動返信: 図面"}),
    (
        "delivery failure",
        ["Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
        {"sender": "MAILER-DAEMON@ferry.example"},
    ),
    (
        "delivery failure",
        ["X-Failed-Recipients: bo@ferry.example"],
        {"sender": "Mail Delivery System <Mailer-Daemon@x.example>"},
    ),
    (
        "delivery failure",
        [],
        {
            "sender": "Mail Delivery Subsystem <mailer-daemon@x.example>",
            "subject": "Delivery Status Notification (Failure)",
        },
    ),
    (
        "delivery failure",
        ["Return-Path: <>"],
        {"sender": "Microsoft Outlook <exchange@x.example>", "subject": "Undeliverable: The plan"},
    ),
    ("delivery failure", [], {"sender": "postmaster@x.example", "subject": "Unzustellbar: Der Plan"}),
    (
        "receipt",
        ["Auto-Submitted: auto-generated"],
        {"sender": "Shop <orders@shop.example>", "subject": "Your order 4711"},
    ),
    ("receipt", [], {"sender": "Shop <no-reply@shop.example>", "subject": "Receipt for your payment"}),
    ("receipt", [], {"sender": "Laden <noreply@laden.example>", "subject": "Ihre Bestellung 4711"}),
    (
        "receipt",
        ["Content-Type: multipart/report; report-type=disposition-notification; boundary=b"],
        {"subject": "Read: The plan"},
    ),
    (
        "digest",
        ["List-Id: <harbour.lists>", "List-Post: <mailto:harbour@lists.example>"],
        {"sender": "harbour-request@lists.example", "subject": "Harbour Digest, Vol 12, Issue 3"},
    ),
    ("digest", ["Content-Type: multipart/digest; boundary=b"], {"sender": "harbour-request@lists.example"}),
    (
        "calendar notice",
        [],
        {
            "sender": "Google Calendar <calendar-notification@calendar.example>",
            "subject": "Notification: Kiln @ Tue 10 Mar",
        },
    ),
]


@pytest.mark.parametrize(
    ("channel", "lines", "told"), NOTICES, ids=[f"{n}-{channel}" for n, (channel, _, _) in enumerate(NOTICES)]
)
def test_a_notice_says_what_it_is_and_nothing_is_read_in_it(channel, lines, told):
    found = read(*lines, **told)
    assert found.channel == channel
    assert roles(found) <= {"boilerplate"}
    assert "".join(found.text[part.start : part.end] for part in found.parts) == found.text


LIST = [
    "List-Id: <harbour.lists.example>",
    "List-Post: <mailto:harbour@lists.example>",
    "List-Unsubscribe: <mailto:u@lists.example>",
    "Precedence: list",
]
PEOPLE = [
    ("a mail to a list", LIST, {}),
    ("an answer on a list", [*LIST, "In-Reply-To: <1@x>"], {"subject": "Re: The plan"}),
    ("a list that says nothing but its name", ["List-Id: <harbour.lists.example>"], {}),
    ("a list whose mails are called bulk", [*LIST[:3], "Precedence: bulk"], {}),
    (
        "a list with its footer",
        LIST,
        {"body": ASK + "\n\n-- \nTo unsubscribe from this group, send an email to u@lists.example."},
    ),
    (
        "an issue that somebody wrote",
        [
            "List-ID: kiln/van <van.kiln.x>",
            "List-Post: <mailto:reply@x>",
            "List-Unsubscribe: <mailto:u@x>",
            "Precedence: list",
        ],
        {"sender": "Ana Ruiz <notifications@code.example>", "subject": "Re: [kiln/van] The plan (#12)"},
    ),
    ("a mail that says it is no machine's", ["Auto-Submitted: no"], {}),
    ("a suppressed answer alone", ["X-Auto-Response-Suppress: OOF"], {}),
    ("a person at an office", [], {"sender": "Ana Ruiz <info@kiln.example>"}),
    ("a person who sells with a footer", ["List-Unsubscribe: <https://crm.example/u>"], {"subject": "Re: The plan"}),
    ("a person with a footer of their program", [], {"body": FOOTER}),
    ("a person who writes of an order", [], {"subject": "Your order of tiles"}),
    ("a person who writes of a holiday", [], {"body": "I am out of the office next week. " + ASK}),
    ("a person who was not delivered to", [], {"subject": "Undeliverable parcel"}),
    ("a person who forwards a notice", [], {"subject": "Fwd: Automatic reply: The plan", "body": ASK}),
    ("a person who reminds", [], {"subject": "Reminder: the plan"}),
    ("a person who accepts", [], {"subject": "Accepted: your offer"}),
    ("a digest of a talk", [], {"subject": "My digest of the talk"}),
]


@pytest.mark.parametrize(("lines", "told"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_what_a_person_writes_is_read(lines, told):
    found = read(*lines, **told)
    assert found.channel == "mail"
    assert said(found)[0].role == "new"
    assert ASK in said(found)[0].text


def test_an_attached_notice_in_a_persons_mail_is_not_read_but_their_words_are():
    inner = "From: noreply@shop.example\nSubject: Your order 4711\n\nBuy more!\n"
    body = f"--b\n\n{ASK}\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
    found = read("Content-Type: multipart/mixed; boundary=b", body=body)
    first, *_, last = said(found)
    assert [(one.role, one.text) for one in (first, last)] == [("new", ASK), ("boilerplate", "Buy more!")]


def test_a_mail_that_came_back_is_not_read_again():
    inner = f"From: Bo Lind <bo@ferry.example>\nTo: ana@kiln.example\nSubject: The plan\n\n{ASK}\n"
    body = f"--b\n\nYour message was not delivered.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
    found = read(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b", body=body, sender="MAILER-DAEMON@x"
    )
    assert roles(found) == {"boilerplate"}
    assert ASK in found.text


# --- invitations ---------------------------------------------------------------------------------------------------

EVENT = """BEGIN:VCALENDAR
PRODID:-//Kiln//EN
METHOD:{method}
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:16010101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
SUMMARY:Look at the kiln\\, and the
  van
DTSTART;TZID=Europe/Berlin:20260310T093000
DTEND;TZID=Europe/Berlin:20260310T110000
LOCATION:Kiln yard\\, Hamburg
ORGANIZER;CN="Ana Ruiz":mailto:ana.ruiz@kiln.example
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Bo Lind:mailto:bo@ferry.example
ATTENDEE;CN=chidi@ferry.example:MAILTO:chidi@ferry.example
DESCRIPTION:Bring the key.\\nAnd a lamp.
BEGIN:VALARM
DESCRIPTION:alarm
END:VALARM
END:VEVENT
END:VCALENDAR
"""
LINES = (
    "We'll meet on Tuesday, 10 March 2026, 09:30 to 11:00 (Europe/Berlin): Look at the kiln, and the van\n"
    "Where: Kiln yard, Hamburg\nInvited by: Ana Ruiz <ana.ruiz@kiln.example>\n"
    "With: Bo Lind <bo@ferry.example>, chidi@ferry.example"
)


def invite(calendar, words=None, sender="Ana Ruiz <ana.ruiz@kiln.example>", subject="Kiln"):
    pieces = [f"Content-Type: text/plain; charset=utf-8\n\n{words}"] if words is not None else []
    pieces.append(f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{calendar}")
    body = "".join(f"--b\n{piece}\n" for piece in pieces) + "--b--"
    return read("Content-Type: multipart/alternative; boundary=b", body=body, sender=sender, subject=subject)


def test_an_invitation_is_the_organisers_agreed_meeting():
    (meeting,) = said(invite(EVENT.format(method="REQUEST")))
    assert (meeting.role, meeting.author) == ("new", "Ana Ruiz <ana.ruiz@kiln.example>")
    assert meeting.to == "Bo Lind <bo@ferry.example>, chidi@ferry.example"
    assert meeting.text == LINES + "\n\nBring the key.\nAnd a lamp."


def test_words_beside_an_invitation_are_read_and_not_told_twice():
    words, meeting = said(invite(EVENT.format(method="REQUEST"), "Bring the key.\nAnd a lamp."))
    assert (words.role, words.text) == ("new", "Bring the key.\nAnd a lamp.")
    assert (meeting.role, meeting.text) == ("new", LINES)


def test_what_a_calendar_program_writes_beside_an_invitation_is_not_read():
    calendar = EVENT.format(method="REQUEST").replace("-//Kiln//EN", "-//Google Inc//Google Calendar 70.9054//EN")
    words, meeting = said(
        invite(calendar, "Going? Yes - No - Maybe", sender="Ana Ruiz <calendar-notification@google.example>")
    )
    assert (words.role, meeting.role, meeting.author) == ("boilerplate", "new", "Ana Ruiz <ana.ruiz@kiln.example>")


def test_an_organiser_who_is_not_the_sender_is_the_author():
    _, meeting = said(invite(EVENT.format(method="REQUEST"), "See below.", sender="Dora Novak <dora@ferry.example>"))
    assert meeting.author == "Ana Ruiz <ana.ruiz@kiln.example>"


@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_an_answer_to_an_invitation_is_a_notice(method):
    found = invite(EVENT.format(method=method))
    assert (found.channel, roles(found)) == ("calendar notice", {"boilerplate"})


def test_what_somebody_writes_with_their_answer_is_read():
    found = invite(EVENT.format(method="REPLY"), ASK, subject="Accepted: Kiln")
    assert [(one.role, one.text.splitlines()[0][:9]) for one in said(found)] == [
        ("new", ASK[:9]),
        ("boilerplate", "Answer Tu"),
    ]


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260311", "Tuesday, 10 March 2026"),
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260313", "Tuesday, 10 March 2026 to Thursday, 12 March 2026"),
        ("DTSTART:20260310T083000Z", "Tuesday, 10 March 2026, 08:30 (UTC)"),
        ("DTSTART:20260310T083000\nDURATION:PT1H30M", "Tuesday, 10 March 2026, 08:30 to 10:00"),
        (
            "DTSTART:20260310T220000\nDTEND:20260311T010000",
            "Tuesday, 10 March 2026, 22:00 to Wednesday, 11 March 2026, 01:00",
        ),
        ("DTSTART:20260310T083000\nDTEND:19990101T000000", "Tuesday, 10 March 2026, 08:30"),
        ("DTSTART;VALUE=DATE:00010101\nDTEND;VALUE=DATE:00010101", "Monday, 1 January 1"),
    ],
)
def test_a_meeting_is_told_when_it_is(times, told):
    found = said(invite(f"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n{times}\nEND:VEVENT\nEND:VCALENDAR\n"))
    assert found[0].text == f"We'll meet on {told}"
    assert found[0].author == "Ana Ruiz <ana.ruiz@kiln.example>"


@pytest.mark.parametrize(
    "calendar",
    [
        "",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "BEGIN:VEVENT\nSUMMARY:never\nEND:VEVENT",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20269999T000000\nEND:VEVENT",
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nDTSTART:20260310T083000\nEND:VTODO\nEND:VCALENDAR",
        "\x00" * 100,
        ":;:;=\n" * 100,
    ],
)
def test_a_broken_invitation_says_nothing(calendar):
    found = invite(calendar, ASK)
    assert [(one.role, one.text) for one in said(found)] == [("new", ASK)]


def test_an_invitation_alone_is_read():
    found = read("Content-Type: text/calendar; method=REQUEST; charset=utf-8", body=EVENT.format(method="REQUEST"))
    assert said(found)[0].text.startswith(LINES)
