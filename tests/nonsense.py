"""What no form, browser or mail program should send, and somebody will."""

import string
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

BYTES = st.binary(max_size=40).map(lambda raw: raw.decode("latin-1"))
"""Any bytes, as WSGI hands them on."""

ODD = [
    *("", " ", "\x00", "a\x00b", "\r\nBcc: all@example.org", "a\nb", "\t\x0b\x1b[31m", "\x7f\x85", "\u2028\u2029"),
    *("\u202egnp.exe", "\u200b", "\ufeff", "\ufffe", "\ufdd0", "e\u0301" * 40, "\U0001f3f3\ufe0f\u200d\U0001f308"),
    *("a" * 121, "a" * 5000, "{{ 7*7 }}", "{% load x %}", "%s%n%x", "%00", "%c0%af", "../../etc/passwd", "..%2f"),
    *("' OR 1=1 --", '"; DROP TABLE x; --', "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "=?utf-8?q?=0ABcc:?="),
    *("null", "None", "NaN", "-1", "0", "1e309", "9" * 30, "٣٤", "İıſß", "www.example.org", "http://a.example/"),
    *("true", "on", "[]", '{"a": [', "\\ud800", "&#0;", "\u0130" * 60, "a@b", "@", "😀@😀.example"),
]
ADDRESSES = [
    *("sam@example.org", "SAM@EXAMPLE.ORG", "s.a.m+x@gmail.com", " sam@example.org ", "sam@bücher.example"),
    *(
        '"sam signer"@example.org',
        "sam@[127.0.0.1]",
        "sam@localhost",
        "a" * 65 + "@example.org",
        "sam@" + "a" * 64 + ".de",
    ),
    *(
        "sam@example.org, eve@example.org",
        "sam@example.org\nBcc: eve@example.org",
        "sam@@example.org",
        "sam..x@example.org",
    ),
    *(
        ".sam@example.org",
        "sam@example..org",
        "sam@-example.org",
        "sam@example.org.",
        "säm@example.org",
        "ｓａｍ＠example.org",
    ),
    *(
        "sam@example.org\x00",
        "<sam@example.org>",
        "Sam <sam@example.org>",
        "mailto:sam@example.org",
        "sam%40example.org",
    ),
    *("+@example.org", "{}@example.org", "'@example.org", "sam@xn--example.org", "sam@xn--.org", "sam@ex_ample.org"),
    *("=?utf-8?q?a?=@example.org", "sam@" + "x." * 120 + "org", "sam@１２７.0.0.1", "sam@example.c", "a@b.example"),
]

texts = st.one_of(
    st.sampled_from(ODD), st.text(max_size=30), st.text(alphabet="\x00\r\n\t%<>&'\"{}=,;@.é", max_size=12)
)
addresses = st.one_of(
    st.sampled_from(ADDRESSES),
    st.builds("{}@{}".format, st.text(max_size=12), st.text(max_size=12)),
    st.builds("{}@example.org".format, st.text(alphabet=string.ascii_letters + string.punctuation, max_size=70)),
)


def segment(text: str) -> str:
    """A text as one part of a path; what Python holds as a lone surrogate goes out as its three bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


segments = st.one_of(
    texts.map(segment),
    st.text(alphabet=st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), min_size=1, max_size=3).map(segment),
    st.binary(min_size=1, max_size=12).map(lambda raw: quote(raw, safe="")),
    st.sampled_from(["en", "fr", "de", "en-us", "xx", "EN", "c", "s", "sign", "desk", "..", ".", "%2e%2e", ";a=b"]),
)
queries = st.one_of(
    st.just(""),
    BYTES,
    st.dictionaries(
        st.sampled_from(["about", "among", "region", "stance", "q", "page", "next", "language", "x"]), texts, max_size=4
    ).map(lambda asked: urlencode(asked)),
    st.sampled_from(["%00", "q=%00", "q=%ff%fe", "&&&===", "a" * 5000, "q=" + "%C3%28" * 20, "x&" * 500]),
)

_HEADERS: dict[str, list[str]] = {
    "HTTP_ACCEPT_LANGUAGE": ["fr", "xx-yy;q=2,*;q=-1", "en;q=nan", "," * 3000, "fr-CA,fr;q=0.9", "zh-hant-" * 60],
    "HTTP_HOST": ["evil.example", "testserver:99999", "testserver:x", "[::1", "a b", "testserver.", "", "xn--"],
    "HTTP_ORIGIN": ["null", "http://testserver", "https://evil.example", "http://testserver:80", "http://[", "ftp:"],
    "HTTP_SEC_FETCH_SITE": ["cross-site", "same-origin", "none", "same-site", "", "SAME-ORIGIN"],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"x"', "x" * 4000, '"a", "b', ","],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "Sun, 99 Foo 99999 99:99:99 GMT", "0", "Mon, 01 Jan 0001 00:00:00 GMT"],
    "HTTP_X_FORWARDED_FOR": ["203.0.113.77", "::ffff:1.2.3.4, x", ",,,", "1" * 3000, "' OR 1=1"],
    "HTTP_X_FORWARDED_PROTO": ["https", "javascript", "http, https"],
    "HTTP_X_FORWARDED_HOST": ["evil.example", "a b"],
    "HTTP_COOKIE": [
        "sessionid=x",
        "csrftoken=\x01",
        "a" * 4000,
        "=;=;=",
        "sessionid=" + "0" * 32,
        '$Version="',
        "\xff",
    ],
    "HTTP_REFERER": ["http://evil.example/", "http://[", "\xff"],
    "HTTP_RANGE": ["bytes=0-0", "bytes=-1", "x=" + "9" * 40],
    "HTTP_HX_REQUEST": ["true", "false", "\xff"],
    "HTTP_HX_CURRENT_URL": ["http://[", "\xff", "/en/"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_ACCEPT": ["", "*/*;q=x", "application/json", "text/html;" * 300],
    "HTTP_ACCEPT_ENCODING": ["gzip", "br;q=x", "identity;q=0"],
    "HTTP_EXPECT": ["100-continue"],
    "HTTP_TRANSFER_ENCODING": ["chunked", "x"],
    "CONTENT_LENGTH": ["", "x", "-1", "0"],
    "REMOTE_ADDR": ["", "unix:", "fe80::1%eth0", "x"],
}


@st.composite
def headers(draw: Any) -> dict[str, str]:
    """Up to four headers, each a known oddity or any bytes."""
    names = draw(st.lists(st.sampled_from(sorted(_HEADERS)), max_size=4, unique=True))
    return {name: draw(st.one_of(st.sampled_from(_HEADERS[name]), BYTES)) for name in names}


methods = st.sampled_from(["GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])

_FORM = "application/x-www-form-urlencoded"
_KINDS = [
    *(
        _FORM,
        f"{_FORM}; charset=utf-7",
        f"{_FORM}; charset=hex",
        "multipart/form-data",
        "multipart/form-data; boundary=",
    ),
    *(
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/json",
        "text/plain",
        "",
        "\xff",
    ),
]
_PARTS = [
    b"",
    b"--x\r\n\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nSam',
    b'--x\r\nContent-Disposition: form-data; name="name"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="email"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n',
    b"name=%ff%fe%00&email=%",
    b"name=" + b"x" * 300_000,
    b"&".join(b"f%d=1" % number for number in range(500)),
    b"&" * 5000,
    b"=" * 5000,
    b'{"name": "Sam", "email": ["a"]}',
    b"\xed\xa0\x80" * 10,
    b"name=%ED%A0%80&email=sam%40example.org",
]
bodies = st.tuples(st.one_of(st.sampled_from(_PARTS), st.binary(max_size=60)), st.sampled_from(_KINDS))
"""A body that is no form of ours, with what it claims to be."""


def mangled(token: str) -> st.SearchStrategy[str]:
    """A token as mail programs cut, wrap and mangle it, or as somebody guesses it."""
    code, mac = token.split(".")
    return st.one_of(
        st.integers(0, len(token)).map(lambda end: token[:end]),
        st.integers(0, len(token) - 1).map(lambda at: token[:at] + chr(ord(token[at]) ^ 1) + token[at + 1 :]),
        st.sampled_from(
            [
                *(token.upper(), f"{token}.", f"{token}\n", f" {token}", f"{token}=", f"<{token}>", f"{token}{token}"),
                *(f"{code}.", f".{mac}", f"{code}.{mac[::-1]}", f"{'0' * 32}.{mac}", f"{code}.{'A' * 32}", token[1:]),
                *(
                    token.replace(".", "%2E"),
                    f"{token}%00",
                    f"{token}\u200b",
                    token.replace("a", "а"),
                    "٣" * 32 + "." + mac,
                ),
            ]
        ),
        texts,
    )
