"""Secrets are found wherever they stand in a text, and texts that hold none are let through."""

import string
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from vocabulary.secrets import A_PASSWORD, KINDS, kind_of_secret, may_hold_secret

KEY = "q7Zt" * 20
SECRETS = {
    "-----BEGIN RSA " + "PRIVATE KEY-----": "a private key",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----": "a private key",
    "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----": "a private key",
    "AKIA" + "Q7ZT" * 4: "a key of a cloud service",
    "AIza" + KEY[:35]: "a key of a cloud service",
    "AccountKey=" + KEY[:44]: "a key of a cloud service",
    "abc8Q~" + KEY[:34]: "a key of a cloud service",
    "ghp_" + KEY[:36]: "a token",
    "github_pat_" + KEY[:60]: "a token",
    "glpat-" + KEY[:20]: "a token",
    "xoxb-" + "123456789012-" + KEY[:12]: "a token",
    "sk-" + KEY[:48]: "a token",
    "sk-proj-" + KEY[:48]: "a token",
    "sk_live_" + KEY[:24]: "a token",
    "hf_" + KEY[:34]: "a token",
    "https://hooks.slack.com/services/" + "T0000/B0000/x": "a secret address",
    "eyJ" + KEY[:20] + ".eyJ" + KEY[:30] + "." + KEY[:20]: "a signed token",
    "Authorization: Bearer " + KEY[:40]: "a bearer token",
    "postgres://kim:" + "hunter@db.example.org/x": "an address with a password in it",
    "password = " + "hunter": A_PASSWORD,
    "Password: " + "Welcome2024": A_PASSWORD,
    "Das Kennwort lautet: " + "Welcome2024": A_PASSWORD,
    "Passwort:\n" + "Willkommen1!": A_PASSWORD,
    'the password is "' + 'correct-horse"': A_PASSWORD,
    "DB_PASSWORD=" + "hunterhunter": A_PASSWORD,
    '{"api_key": "' + KEY[:16] + '"}': A_PASSWORD,
    "client secret: " + KEY[:20]: A_PASSWORD,
    "?token=" + KEY[:12]: A_PASSWORD,
}
"""By what they are; put together from parts, so that nobody's scanner takes this file for a leak."""

HARMLESS = [
    "Password: forgotten; ask the help desk",
    "API key: see https://vault.example.org/kv_2/erp",
    "The password is kept in vault:secret/erp/db1",
    "password=${DB_PASSWORD}",
    "Password manager, 2nd session: passwords are not enough",
    "Key results 2026: 12 clinics, 3 handbooks",
    "Tokens: what ERC20 is, and what it is not",
    "sk-bratislava-data-community-of-practice",
    "task-0123456789abcdef0123456789abcdef",
    "The password issue2024 was closed",
    "The bearer of this letter",
    "https://example.org/a:b@c and https://example.org:8443/@ann",
    "git commit 0123456789abcdef0123456789abcdef01234567",
    "Secrets of good facilitation: listen, 3 times",
    "-----BEGIN CERTIFICATE-----",
    "Our public key: see the wiki",
]


def is_found(text: str) -> bool:
    """By a look at the text, and by one at a fact that holds it; what is found in the text must be found in both."""
    found = kind_of_secret(text) is not None
    assert may_hold_secret(to_json({"what": text})) or not found
    return found


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items(), ids=range(len(SECRETS)))
def test_a_secret_of_each_kind_is_found_and_named_by_its_kind(secret: str, kind: str) -> None:
    assert kind_of_secret(secret) == kind
    assert is_found(secret)


def test_every_kind_that_is_looked_for_has_an_example() -> None:
    assert set(SECRETS.values()) == {*KINDS, A_PASSWORD}


@pytest.mark.parametrize("text", HARMLESS)
def test_talk_about_secrets_is_no_secret(text: str) -> None:
    assert kind_of_secret(text) is None


WORDS = st.text(st.sampled_from(string.ascii_letters + " äöüß“”\n\t'.,;()é漢"), max_size=200)


@given(WORDS, st.sampled_from(list(SECRETS)), WORDS)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_a_secret_is_found_wherever_it_stands(before: str, secret: str, after: str) -> None:
    """Within a word it is none: `sk-` ends `task-`."""
    assume(not before[-1:].isalnum())
    assert is_found(before + secret + " " + after)


@given(st.text(st.sampled_from(string.ascii_letters + string.digits + string.punctuation + " \n äöü“"), max_size=300))
@settings(derandomize=True, max_examples=500, deadline=None)
def test_what_is_found_in_a_text_is_found_in_a_fact_that_holds_it(text: str) -> None:
    is_found(text)


@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=12), max_size=40))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_words_alone_are_no_secret(words: list[str]) -> None:
    assert kind_of_secret(" ".join(words)) is None


def test_real_texts_hold_none() -> None:
    """The lists of a foundation's projects, published policies, and all that comes with us."""
    root = Path(__file__).parents[2]
    files = [
        *(root.parent / "shared" / "data").rglob("*.*"),
        *root.glob("policies/catalog/*.yaml"),
        *(root / "scenarios").rglob("*.yaml"),
        *(root.glob("docs/**/*.md")),
    ]
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert len(lines) > 10_000
    assert [line for line in lines if kind_of_secret(line)] == []
