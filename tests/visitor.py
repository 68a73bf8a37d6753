"""Somebody who looks at the pages without any script: opens them, presses buttons, fills in forms, keeps cookies."""

import re

from publish_site import tree

SAME_ORIGIN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
_OURS = re.compile(r'<script src="/-/notesight-(review|adding)\.js\?[0-9a-f]{12}"></script>')


class Visitor:
    """A browser without scripts on a site, ``address`` where it is and ``page`` what it shows."""

    def __init__(self, site, *, actor=None, headers=()):
        self.site = site
        self.headers = dict(headers)
        self.cookies = {"ds_actor": site.datasette.sign({"a": actor}, "actor")} if actor else {}
        self.address = ""
        self.page = None
        self.status = 0

    async def go(self, address):
        """Open an address of the site; the page."""
        path, _, anchor = address.partition("#")
        response = await self.site.datasette.client.get(path, cookies=self.cookies, headers=self.headers)
        self._keep(response)
        if response.status_code in (302, 303):
            return await self.go(response.headers["location"])
        self.address, self.status = path + (f"#{anchor}" if anchor else ""), response.status_code
        self.page = tree(_OURS.sub("", response.text))
        return self.page

    async def press(self, label, inside=None, **fields):
        """Press the button of this text or spoken label, with fields filled in; follows where it leads."""
        button = self.button(label, inside)
        address, sent = self.form_of(button, fields)
        return await self.send(address, sent)

    async def send(self, address, fields, headers=SAME_ORIGIN):
        """Send a form."""
        sent = {**self.headers, **headers}
        response = await self.site.datasette.client.post(address, data=fields, cookies=self.cookies, headers=sent)
        self._keep(response)
        if response.status_code == 303:
            return await self.go(response.headers["location"])
        self.address, self.status = address, response.status_code
        self.page = tree(response.text) if response.text.startswith("<!DOCTYPE") else None
        return self.page

    def button(self, label, inside=None):
        """The first button with this text or this spoken label."""
        for one in (inside or self.page).all("button"):
            if label in (one.text, one.attributes.get("aria-label")):
                return one
        raise AssertionError(f"no button {label} in {[one.text for one in (inside or self.page).all('button')]}")

    def form_of(self, button, fields=()):
        """The address that a button sends to, and all that it sends; a field that is not on the form is a fault."""
        forms = self.page.all("form")
        own = [one for one in forms if any(each is button for each in one)]
        form = own[0] if own else next(one for one in forms if one.attributes.get("id") == button.attributes["form"])
        sent = {}
        for one in form:
            name = one.attributes.get("name")
            if not name or one.tag == "button" or one.attributes.get("type") in ("radio", "checkbox"):
                continue
            if one.tag == "select":
                chosen = [each for each in one.all("option") if "selected" in each.attributes]
                sent[name] = chosen[0].attributes["value"]
            else:
                sent[name] = one.raw if one.tag == "textarea" else one.attributes.get("value", "")
        names = {one.attributes.get("name") for one in form}
        assert set(fields) <= names, (set(fields) - names, names)
        if "name" in button.attributes:
            sent[button.attributes["name"]] = button.attributes["value"]
        return form.attributes["action"], {**sent, **dict(fields)}

    def _keep(self, response):
        for name, value in response.cookies.items():
            self.cookies[name] = value
        for header in response.headers.get_list("set-cookie"):
            if "Max-Age=0" in header:
                self.cookies.pop(header.partition("=")[0], None)

    @property
    def flash(self):
        """What the page says was just done."""
        found = self.page.all("div", "flash")
        return found[0].first("p").text if found else ""
