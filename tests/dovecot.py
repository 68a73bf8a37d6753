"""A private Dovecot on the loopback: IMAP with and without TLS, and LMTP to deliver to it; nothing of the system's own.

It runs with a folder of its own for its settings, its mail and its certificate, on ports that were free a moment ago, and
ends with the ``with`` that it was made for. As root it keeps its mail as ``nobody``, else as whoever runs the tests.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import imap_tools

PASSWORD = "open-sesame-ä"
ABSENT = (
    "there is no Dovecot: apt-get install dovecot-imapd dovecot-lmtpd"
    if shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None
    else None
    if Path("/usr/lib/dovecot/lmtp").exists() and Path("/usr/lib/dovecot/imap").exists()
    else "this Dovecot lacks IMAP or LMTP: apt-get install dovecot-imapd dovecot-lmtpd"
)
"""Why the tests that need it are skipped, if they are."""

CONFIG = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
auth_failure_delay = 0
mail_max_userip_connections = 50
{proxy}
passdb {{
  driver = static
  args = {login}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


class Dovecot:
    """A running server. ``certificate`` is the file that one has to trust for ``imaps``.

    With ``onward`` it keeps no mail but hands it on, by LMTP, to whoever listens at that port.
    """

    def __init__(self, *, onward: int | None = None) -> None:
        self._onward = onward
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.certificate = self._folder / "cert.pem"
        self.imap, self.imaps, self.lmtp = _free_ports(3)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._prepare()
            self._process = subprocess.Popen(
                [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(self._folder / "dovecot.conf")],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for port in (self.imap, self.imaps, self.lmtp):
                self._answers(port)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _prepare(self) -> None:
        user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        self._folder.chmod(0o755)
        for name in ("run", "mail"):
            (self._folder / name).mkdir()
        if os.getuid() == 0:
            shutil.chown(self._folder / "mail", user, group)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(self._folder / "key.pem"), "-out", str(self.certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
        settings = CONFIG.format(
            folder=self._folder,
            user=user,
            group=group,
            proxy="lmtp_proxy = yes" if self._onward else "",
            login=f"proxy=y host=127.0.0.1 port={self._onward} protocol=lmtp nopassword=y"
            if self._onward
            else f"password={PASSWORD}",
            imap=self.imap,
            imaps=self.imaps,
            lmtp=self.lmtp,
        )
        (self._folder / "dovecot.conf").write_text(settings, encoding="utf-8")

    def _answers(self, port: int) -> None:
        deadline = time.monotonic() + 15
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5):
                    return
            except OSError:
                if time.monotonic() > deadline or (self._process is not None and self._process.poll() is not None):
                    raise AssertionError(f"Dovecot does not start:\n{self.log()}") from None
                time.sleep(0.03)

    def log(self) -> str:
        """What the server said of itself."""
        path = self._folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def url(self, user: str, folder: str = "INBOX", *, tls: bool = False) -> str:
        """The address of a folder."""
        return (
            f"imaps://{user}@127.0.0.1:{self.imaps}/{folder}"
            if tls
            else f"imap://{user}@127.0.0.1:{self.imap}/{folder}"
        )

    def deliver(self, user: str, *mails: bytes) -> None:
        """Hand mails to the server, as a mail transport would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as server:
            for each in mails:
                server.sendmail("somebody@elsewhere.example", [user], each, mail_options=["BODY=8BITMIME"])

    def fill(self, user: str, *mails: bytes) -> None:
        """Put mails into a user's Maildir by hand, which is faster, before anybody has looked into it."""
        maildir = self._folder / "mail" / user
        for name in ("", "cur", "new", "tmp"):
            (maildir / name).mkdir(exist_ok=True)
        for n, each in enumerate(mails):
            (maildir / "new" / f"1{n:09}.M1P{n}.here").write_bytes(each)
        if os.getuid() == 0:
            for path in (maildir, *maildir.rglob("*")):
                shutil.chown(path, "nobody")

    def read_whole(self, user: str) -> int:
        """How many bodies of messages the user's last connection has fetched; it is written down when it has ended."""
        deadline = time.monotonic() + 10
        while True:
            log = self.log()
            found = re.findall(rf"imap\({user}\).*: Info: .* body_count=(\d+)", log)
            if len(found) == log.count(f"Login: user=<{user}>,"):
                return int(found[-1])
            assert time.monotonic() < deadline, log
            time.sleep(0.01)

    def box(self, user: str, folder: str | None = "INBOX") -> imap_tools.BaseMailBox:
        """A mail program of the user's, looking at a folder."""
        return imap_tools.MailBoxUnencrypted("127.0.0.1", self.imap).login_utf8(user, PASSWORD, initial_folder=folder)

    def flags(self, user: str, folder: str = "INBOX") -> dict[str, tuple[str, ...]]:
        """The flags of every message; ``\\Recent`` is this look's own."""
        with self.box(user, None) as box:
            box.folder.set(folder, readonly=True)
            found = box.fetch(mark_seen=False, headers_only=True, bulk=True)
            return {message.uid: tuple(flag for flag in message.flags if flag != r"\Recent") for message in found}

    def hang_up(self) -> None:
        """End every connection, as a server does that is started anew."""
        ended = []
        for folder in Path("/proc").iterdir():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                words = (folder / "cmdline").read_bytes()
            except (OSError, IndexError):
                continue
            if self._process is not None and parent == str(self._process.pid) and words.startswith(b"dovecot/imap\0"):
                os.kill(int(folder.name), 15)
                ended.append(folder)
        deadline = time.monotonic() + 10
        while any(folder.exists() for folder in ended):
            assert time.monotonic() < deadline, "a connection does not end"
            time.sleep(0.01)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
