"""HTML mails: the text that a reader sees, in lines that quote as plain mails quote."""

import pytest
from mail_cases import WRITTEN, said

from notesight import mail
from notesight.mail import html_text


def text(html):
    return html_text(html).strip("\n")


def parts(html, subject="Re: Van"):
    raw = f"From: Dora Novak <dora@ferry.example>\nTo: emil@harbour.example\nDate: Mon, 02 Mar 2026 08:15:00 +0100\nSubject: {subject}\nContent-Type: text/html; charset=utf-8\n\n{html}\n"
    return said(mail.parse(raw.encode(), fallback=WRITTEN))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One.</div><div>Two.</div>", "One.\nTwo."),
        ("One.<br>Two.<br><br>Three.", "One.\nTwo.\n\nThree."),
        ("wor<span>ld</span> and <b>p</b>eace", "world and peace"),
        ("<p>caf&eacute; &amp; bar &lt;open&gt;</p>", "café & bar <open>"),
        ("<p>  many\n   blanks&nbsp;&nbsp; here </p>", "many blanks here"),
        ("<ul><li>a key</li><li>a lamp</li></ul>", "- a key\n- a lamp"),
        ("<ol><li>a key</li><li>a lamp</li></ol>", "1. a key\n2. a lamp"),
        ('<ol start="4"><li>a key</li><li>a lamp</li></ol>', "4. a key\n5. a lamp"),
        (
            "<ul><li>keys<ol><li>front</li><li>back</li></ol></li><li>lamps</li></ul>",
            "- keys\n1. front\n2. back\n- lamps",
        ),
        ("<table><tr><td>Ana</td><td>kiln</td></tr><tr><td>Bo</td><td>van</td></tr></table>", "Ana\tkiln\nBo\tvan"),
        ("<table><tr><td><p>Ana</p></td></tr></table>", "Ana"),
        ("<h1>Kiln</h1><p>Words.</p>", "Kiln\n\nWords."),
        ("<pre>a\n  b\n    c</pre>", "a\n  b\n    c"),
        ("<p>one<hr>two</p>", "one\n\ntwo"),
        ("no tags at all", "no tags at all"),
        ("<p>never closed <b>here", "never closed here"),
        ("</div></p>only closed", "only closed"),
        ("<p>a < b and b > c</p>", "a < b and b > c"),
        ("", ""),
        ("<>", "<>"),
    ],
)
def test_blocks_lists_and_tables_become_lines(html, shown):
    assert text(html) == shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<p>The plan is <a href="https://ferry.example/plan?utm=1">here</a>.</p>', "The plan is here."),
        ('<p><a href="https://ferry.example/">https://ferry.example/</a></p>', "https://ferry.example/"),
        ('<p>Ask <a href="mailto:ana@kiln.example">Ana Ruiz</a>.</p>', "Ask Ana Ruiz <ana@kiln.example>."),
        ('<p>Ask <a href="mailto:ana@kiln.example?subject=Van">ana@kiln.example</a>.</p>', "Ask ana@kiln.example."),
        ('<p>Ask <a href="mailto:">Ana</a> <a>Bo</a> <a href="javascript:x()">Chidi</a>.</p>', "Ask Ana Bo Chidi."),
    ],
)
def test_addresses_behind_links_are_kept_apart(html, shown):
    assert text(html) == shown


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">secret</div>',
        '<div style="DISPLAY : NONE !important">secret</div>',
        '<span style="visibility:hidden">secret</span>',
        '<span style="opacity:0;">secret</span>',
        '<span style="mso-hide:all">secret</span>',
        '<div style="max-height:0;overflow:hidden">secret</div>',
        '<div style="font-size:0px">secret</div>',
        '<div style="font-size:1px;color:#fff">secret</div>',
        '<div class="preheader">secret</div>',
        "<div hidden>secret</div>",
        "<style>p { color: secret }</style>",
        "<script>secret()</script>",
        "<!-- secret -->",
        "<!--[if mso]><p>secret</p><![endif]-->",
        "<title>secret</title>",
        '<img src="https://track.example/1.gif" width="1" height="1">',
        '<img src="cid:logo" alt="secret">',
        "<noscript>secret</noscript>",
        "\u200b\u200c\u00ad\ufeff",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(hidden):
    assert text(f"<p>Before.</p>{hidden}<p>After.</p>") == "Before.\n\nAfter."


def test_an_emoji_drawn_as_a_picture_is_an_emoji():
    assert text('<p>Yes <img alt="🎉" src="x"></p>') == "Yes 🎉"


def test_quoted_blocks_are_quoted_as_in_plain_mail():
    html = "<p>Yes.</p><blockquote type=cite><p>Is it free?</p><blockquote type=cite>The van?</blockquote></blockquote>"
    assert text(html) == "Yes.\n\n> Is it free?\n>\n> > The van?"


def test_an_indented_block_is_no_quote():
    assert text('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">indented</blockquote>') == "indented"


def test_gmails_quote_is_its_writers():
    html = (
        '<div dir="ltr">It is.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Fri, Feb 27, 2026 at '
        '9:30 AM Ana Ruiz &lt;<a href="mailto:ana@kiln.example">ana@kiln.example</a>&gt; wrote:<br></div>'
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid rgb(204,204,204)">Is the van free?</blockquote></div>'
    )
    new, quoted = parts(html)
    assert (new.text, quoted.role, quoted.author) == ("It is.", "quoted", "Ana Ruiz <ana@kiln.example>")
    assert quoted.text.endswith("> Is the van free?")


def test_gmails_forward_is_its_writers():
    html = (
        '<div>Can you?</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>'
        'From: <strong class="gmail_sendername">Ana Ruiz</strong> <span>&lt;<a href="mailto:ana@kiln.example">ana@kiln.example</a>&gt;</span><br>'
        "Date: Fri, Feb 27, 2026 at 9:30 AM<br>Subject: Van<br>To: Dora Novak &lt;dora@ferry.example&gt;<br></div><br>Is the van free?</div>"
    )
    new, forwarded = parts(html, "Fwd: Van")
    assert (new.text, forwarded.role, forwarded.author) == ("Can you?", "forwarded", "Ana Ruiz <ana@kiln.example>")
    assert (forwarded.date, forwarded.to, forwarded.subject) == (
        "2026-02-27 09:30",
        "Dora Novak <dora@ferry.example>",
        "Van",
    )


@pytest.mark.parametrize(
    "div",
    [
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">',
        '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">',
    ],
)
@pytest.mark.parametrize(
    "labels", [("From:", "Sent:", "To:", "Subject:"), ("Bidaltzailea:", "Bidalia:", "Hartzailea:", "Gaia:")]
)
def test_outlooks_header_block_is_the_senders_in_any_language(div, labels):
    one, two, three, four = labels
    html = (
        f"<p>It is.</p>{div}<p><b>{one}</b> Ana Ruiz &lt;ana@kiln.example&gt;<br><b>{two}</b> 27/02/2026 09:30<br>"
        f"<b>{three}</b> Dora Novak &lt;dora@ferry.example&gt;<br><b>{four}</b> Van</p></div><p>Is the van free?</p>"
    )
    new, quoted = parts(html)
    assert (new.text, quoted.author, quoted.date) == ("It is.", "Ana Ruiz <ana@kiln.example>", "2026-02-27 09:30")
    assert (quoted.to, quoted.subject) == ("Dora Novak <dora@ferry.example>", "Van")
    assert quoted.text.endswith("Is the van free?")


def test_yahoo_and_thunderbird_name_the_writer_above_their_quotes():
    yahoo = (
        '<div>It is.</div><div class="yahoo_quoted"><div>On Friday, February 27, 2026 at 09:30:12 AM GMT+1, Ana Ruiz '
        "&lt;ana@kiln.example&gt; wrote: </div><div>Is the van free?</div></div>"
    )
    thunderbird = (
        '<p>It is.</p><div class="moz-cite-prefix">On 27/02/2026 09:30, Ana Ruiz wrote:<br></div>'
        '<blockquote type="cite">Is the van free?</blockquote>'
    )
    for html in (yahoo, thunderbird):
        new, quoted = parts(html)
        assert (new.text, quoted.role, quoted.author.partition(" <")[0], quoted.date) == (
            "It is.",
            "quoted",
            "Ana Ruiz",
            "2026-02-27 09:30",
        )


@pytest.mark.parametrize(
    "signature",
    [
        '<div class="gmail_signature">Dora Novak<br>Ferry House</div>',
        '<span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Dora Novak<br>Ferry House</div>',
        '<pre class="moz-signature" cols="72">-- \nDora Novak\nFerry House</pre>',
        '<div class="protonmail_signature_block-user">Dora Novak<br>Ferry House</div>',
    ],
)
def test_a_signature_that_the_markup_shows_is_a_signature(signature):
    new, signed = parts(f"<div>Send the plan, please.</div><br>{signature}")
    assert (new.text, signed.role) == ("Send the plan, please.", "signature")
    assert signed.text.endswith("Dora Novak\nFerry House")


def test_apples_forward_is_its_writers_though_it_stands_in_a_quote():
    html = (
        '<div>Can you help?</div><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Ana Ruiz '
        '&lt;<a href="mailto:ana@kiln.example">ana@kiln.example</a>&gt;</div><div><b>Subject: </b><b>Van</b></div><div><b>Date: </b>'
        "27 February 2026 at 09:30:12 CET</div><div><b>To: </b>Dora Novak &lt;dora@ferry.example&gt;</div><br>Is it free?</blockquote>"
    )
    new, forwarded = parts(html, "Fwd: Van")
    assert (new.text, forwarded.role, forwarded.author) == ("Can you help?", "forwarded", "Ana Ruiz <ana@kiln.example>")
    assert (forwarded.date, forwarded.to, forwarded.subject) == (
        "2026-02-27 09:30",
        "Dora Novak <dora@ferry.example>",
        "Van",
    )


def test_thunderbirds_table_of_header_lines_is_read():
    rows = {
        "Betreff": "Van",
        "Datum": "Fri, 27 Feb 2026 09:30:12 +0100",
        "Von": "Ana Ruiz &lt;ana@kiln.example&gt;",
        "An": "Dora",
    }
    table = "".join(f"<tr><th>{name}: </th><td>{value}</td></tr>" for name, value in rows.items())
    html = f'<p>Ja.</p><div class="moz-forward-container">-------- Weitergeleitete Nachricht --------<table>{table}</table>Is it free?</div>'
    new, forwarded = parts(html, "Fwd: Van")
    assert (new.text, forwarded.role, forwarded.author) == ("Ja.", "forwarded", "Ana Ruiz <ana@kiln.example>")
    assert (forwarded.date, forwarded.to, forwarded.subject) == ("2026-02-27 09:30", "Dora", "Van")


def test_a_phones_line_that_the_markup_signs_leaves_nothing_of_itself_in_the_words():
    new, phone = parts(
        '<div>Yes.</div><div id="ms-outlook-mobile-signature">Get <a href="https://x.example">Outlook for iOS</a></div>'
    )
    assert (new.text, phone.role, phone.text) == ("Yes.", "boilerplate", "-- \nGet Outlook for iOS")


def test_the_order_of_paragraphs_survives_bad_nesting():
    assert text("<table><div>One</div><tr><td>Two</table><p><div>Three</p></div>Four").split() == [
        "One",
        "Two",
        "Three",
        "Four",
    ]
