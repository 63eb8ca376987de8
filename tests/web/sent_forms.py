"""A form as a browser sends it back, read from the page that it stands on. No test lives here."""

from html.parser import HTMLParser

SKIPPED = {"submit", "button", "reset", "image", "file"}


class _Form(HTMLParser):
    """The fields of the first form that changes something and can be filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._inside = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._is_multiple = False
        self._area: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method") == "post"
            if self._inside:
                self.forms.append({})
        if not self._inside:
            return
        kind = given.get("type", "text")
        if tag == "input" and "name" in given and kind not in SKIPPED:
            if kind not in ("checkbox", "radio") or "checked" in given:
                self._add(given["name"], given.get("value", "on"))
        elif tag == "select":
            self._select, self._options = given["name"], []
            self._is_multiple = "multiple" in given
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area, self._text = given["name"], []

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            if not chosen and self._options and not self._is_multiple:
                chosen = [self._options[0][0]]
            for value in chosen:
                self._add(self._select, value)
            self._select = None
        elif tag == "textarea" and self._area:
            text = "".join(self._text).replace("\r\n", "\n")
            # The first line break of a text area belongs to the page; browsers send the others as CR LF.
            self._add(self._area, text.removeprefix("\n").replace("\n", "\r\n"))
            self._area = None

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def form_of(text: str) -> dict[str, list[str]]:
    """Every field of the form with a version, as a browser would send it when nothing is touched."""
    reader = _Form()
    reader.feed(text)
    (form,) = (each for each in reader.forms if any(name.endswith(("version", "after")) for name in each))
    return form
