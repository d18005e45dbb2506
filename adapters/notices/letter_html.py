"""A letter as HTML: its own text, escaped, in a small layout; nothing in it was written as markup by anybody else."""

from functools import lru_cache
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from adapters.notices.letter import Letter

_LAYOUT: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ letter.subject }}</title></head>
<body style="font: 16px/1.5 sans-serif; color: #222; max-width: 40em; margin: 1em auto">
{% for item in letter.items %}
{% if not loop.first %}<hr style="border: 0; border-top: 1px solid #ccc">{% endif %}
{% for lines in paragraphs(item.text) %}<p>{{ lines }}</p>
{% endfor %}
{% if item.url %}<p><a href="{{ item.url }}" style="background: #064; color: #fff; padding: .5em 1em; \
border-radius: .3em; text-decoration: none">Answer</a></p>{% endif %}
{% for lines in paragraphs(item.after) %}<p style="color: #555; overflow-wrap: anywhere">{{ lines }}</p>
{% endfor %}{% endfor %}
<p>{{ letter.signature }}</p>
<p style="color: #777; font-size: 13px">{{ letter.footer }}</p>
</body></html>
"""


def html_of(letter: Letter) -> str:
    return _layout().render(letter=letter)


@lru_cache(maxsize=1)
def _layout() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["paragraphs"] = _paragraphs
    return environment.from_string(_LAYOUT)


def _paragraphs(text: str) -> list[object]:
    """Lines stay lines: each is escaped, and then joined by breaks."""
    from markupsafe import Markup

    return [Markup("<br>").join(part.split("\n")) for part in text.split("\n\n") if part.strip()]
