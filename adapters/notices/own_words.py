"""In which words people are told where their policy has none of its own."""

from types import MappingProxyType
from typing import Final

from policies.notice_rules import NoticeWords
from vocabulary.notices import NoticeKind

_ASKS: Final = (
    "{{ title }}\n{{ community }}\n\nPlease answer by {{ due }} ({{ left }}). Possible answers: {{ answers }}."
)

OWN_WORDS: Final = MappingProxyType(
    {
        NoticeKind.OPENED: NoticeWords(
            subject="{{ title }} ({{ left }})",
            text=f"Dear {{{{ name }}}},\n\n{{{{ role }}}} is asked:\n\n{_ASKS}",
        ),
        NoticeKind.REMINDED: NoticeWords(
            subject="Reminder: {{ words or title }} ({{ left }})",
            text=f"Dear {{{{ name }}}},\n\n{{{{ words or 'This still waits for an answer' }}}}:\n\n{_ASKS}",
        ),
        NoticeKind.ESCALATED: NoticeWords(
            subject="It is your turn: {{ title }}",
            text="Dear {{ name }},\n\n{{ words or 'Nobody has answered this so far, so it comes to you' }}:\n\n"
            + _ASKS,
        ),
        NoticeKind.TOP_REACHED: NoticeWords(
            subject="At the top and unanswered: {{ title }}",
            text=(
                "Dear {{ name }},\n\nThis has gone as far up as its policy goes, and nobody has answered: there is "
                "nobody left whom Perennial could ask. Please see to it that somebody does.\n\n"
                "{{ title }}\n{{ community }}\n\nIt was due by {{ due }} ({{ left }})."
            ),
        ),
        NoticeKind.PASSED_ON: NoticeWords(
            subject="This comes to you: {{ title }}",
            text="Dear {{ name }},\n\nThis comes to you{% if because %}: {{ because }}{% endif %}.\n\n" + _ASKS,
        ),
        NoticeKind.DELEGATED: NoticeWords(
            subject="For you to answer: {{ title }}",
            text="Dear {{ name }},\n\nThis is for you to answer{% if because %}: {{ because }}{% endif %}.\n\n" + _ASKS,
        ),
        NoticeKind.AGREEMENT_ASKED: NoticeWords(
            subject="Do you agree? {{ title }}",
            text=(
                "Dear {{ name }},\n\nNobody says yes to this before you have agreed"
                "{% if because %}: {{ because }}{% endif %}.\n\n" + _ASKS
            ),
        ),
        NoticeKind.RESTARTED: NoticeWords(
            subject="Begins anew: {{ title }}",
            text=(
                "Dear {{ name }},\n\nWhat you were asked about has changed, so all dates begin anew, and votes that "
                "were cast no longer count{% if because %}: {{ because }}{% endif %}.\n\n" + _ASKS
            ),
        ),
        NoticeKind.POSTPONED: NoticeWords(
            subject="More time: {{ title }}",
            text=(
                "Dear {{ name }},\n\nThere is more time for this{% if because %}: {{ because }}{% endif %}.\n\n" + _ASKS
            ),
        ),
        NoticeKind.CLOSED: NoticeWords(
            subject="Nothing to do any more: {{ title }}",
            text=(
                "Dear {{ name }},\n\nYou were asked this, and need not answer any more:\n\n"
                "{{ title }}\n{{ community }}\n\n{{ outcome }}"
            ),
        ),
        NoticeKind.SILENCE_ASKED: NoticeWords(
            subject="{{ words or 'Is it alive?' }} {{ community }}",
            text=(
                "Dear {{ name }},\n\n{{ words or 'Is your community alive?' }}\n\nNothing was heard of {{ community }} "
                "since {{ silent_since }}. Any sign of life is an answer: a meeting, a post, something that was made."
            ),
        ),
        NoticeKind.SILENCE_REPORTED: NoticeWords(
            subject="Silent: {{ community }}",
            text=(
                "Dear {{ name }},\n\nNothing was heard of {{ community }} since {{ silent_since }}, and its lead, who "
                "was asked, did not answer in time."
            ),
        ),
        NoticeKind.BUDGET_MARK: NoticeWords(
            subject="{{ because }}: {{ community }}",
            text="Dear {{ name }},\n\n{{ because }} by {{ community }}.",
        ),
        NoticeKind.BUDGET_UNREQUESTED: NoticeWords(
            subject="Nobody asks for money: {{ community }}",
            text=(
                "Dear {{ name }},\n\n{{ because }} in {{ community }}, though there is a budget for it: an early sign "
                "that a community fades. Is something planned that it could pay for?"
            ),
        ),
    }
)
