"""The gateway behind the real server: what Django is told of a request, and every way in which a request is turned away."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from tests.support.live import answers, free_port, start, wait_until

from hub import deployment

#: Path, what the client takes, what it gets.
SHAPES = [
    pytest.param("/", "text/html", "text/html; charset=utf-8", id="page"),
    pytest.param("/graphql", "application/json", "application/json; charset=utf-8", id="graphql"),
    pytest.param(
        "/graphql", "application/graphql-response+json", "application/graphql-response+json; charset=utf-8", id="graphql-response"
    ),
]
HOLD = {"X-Hold": "1"}
PROXY = "127.0.0.9"  # as in tests/support/echo.py
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def port(tmp_path_factory: Any) -> Iterator[int]:
    """The web process as production starts it, with the echo behind the gateway."""
    number, log = free_port(), tmp_path_factory.mktemp("gateway") / "web.log"
    web = deployment.local(deployment.entries()[0], host="127.0.0.1", port=number, health=0)
    words = tuple("tests.support.echo:application" if word == "hub.web:application" else word for word in web.command)
    process = start(replace(web, command=words), {"TOWNSHIPS_SECRET_KEY": "x" * 50, **web.env}, log)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{number}/", [process]), 60, log)
        yield number
    finally:
        process.terminate()
        process.wait(15)


def asked(
    port: int, method: str = "GET", path: str = "/", headers: dict[str, str] | None = None, body: bytes | None = None, of: str = "127.0.0.1"
) -> Answer:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(of, 0))
    try:
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        line.close()


def raw(port: int, *lines: bytes, body: bytes = b"", of: str = "127.0.0.1", close: bool = False) -> Answer:
    """Exactly these lines; `close` ends what is sent without ending the reading."""
    with socket.create_connection(("127.0.0.1", port), 20, source_address=(of, 0)) as line:
        line.sendall(b"\r\n".join([*lines, b"", b""]) + body)
        if close:
            line.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def told(answer: Answer) -> dict[str, Any]:
    assert answer[0] == 200, answer
    return json.loads(answer[2])  # type: ignore[no-any-return]


# ---------------------------------------------------------------- what Django is told
def test_the_request_arrives_as_it_was_sent(port: int) -> None:
    seen = told(
        raw(
            port,
            "POST /建议?q=修路&a=%20 HTTP/1.1".encode(),
            b"Host: a.localhost",
            b"Content-Type: text/plain",
            b"Content-Length: 6",
            body="桥".encode() * 2,
        )
    )
    assert (seen["REQUEST_METHOD"], seen["HTTP_HOST"], seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"]) == (
        "POST",
        "a.localhost",
        "text/plain",
        "6",
    )
    as_text = {name: seen[name].encode("latin1").decode() for name in ("PATH_INFO", "QUERY_STRING", "body")}
    assert as_text == {"PATH_INFO": "/建议", "QUERY_STRING": "q=修路&a=%20", "body": "桥桥"}
    assert (seen["SERVER_PORT"], seen["wsgi.url_scheme"], seen["REMOTE_ADDR"]) == (str(port), "http", "127.0.0.1")


def test_several_lines_of_one_header_are_one_list(port: int) -> None:
    seen = told(raw(port, b"GET / HTTP/1.1", b"Host: a", b"Cookie: one=1", b"Cookie: two=2", b"Accept: a/b", b"Accept: c/d"))
    assert (seen["HTTP_COOKIE"], seen["HTTP_ACCEPT"]) == ("one=1;two=2", "a/b,c/d")


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_hyphen(port: int) -> None:
    seen = told(
        raw(port, b"GET / HTTP/1.1", b"Host: a", b"X_Real_Name: false", b"X-Real-Name: true", b"Content_Length: 9", b"REMOTE_ADDR: 1.1.1.1")
    )
    assert (seen["HTTP_X_REAL_NAME"], seen["CONTENT_LENGTH"], seen["REMOTE_ADDR"]) == ("true", "", "127.0.0.1")


def test_what_a_stranger_says_of_its_address_and_scheme_is_not_heard(port: int) -> None:
    claims = [b"X-Forwarded-For: 10.0.0.1", b"X-Forwarded-Proto: https", b"X-Forwarded-Host: b", b"Forwarded: for=10.0.0.1"]
    seen = told(raw(port, b"GET / HTTP/1.1", b"Host: a", *claims))
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not [name for name in seen if "FORWARDED" in name]


@pytest.mark.parametrize(
    "lines, client",
    [
        pytest.param([b"X-Forwarded-For: 10.0.0.1"], "10.0.0.1", id="plain"),
        pytest.param([b"X-Forwarded-For: 66.6.6.6, 10.0.0.1"], "10.0.0.1", id="the client wrote one before"),
        pytest.param([b"X-Forwarded-For: 66.6.6.6", b"X-Forwarded-For: 10.0.0.1"], "10.0.0.1", id="in a line of its own"),
        pytest.param([b"X-Forwarded-For: 10.0.0.1, 127.0.0.9"], "10.0.0.1", id="two proxies of ours"),
        pytest.param([b"X-Forwarded-For: 2001:db8::1"], "2001:db8::1", id="IPv6"),
        pytest.param([b"X-Forwarded-For:"], PROXY, id="said nothing"),
        pytest.param([], PROXY, id="said not"),
    ],
)
def test_a_proxy_of_ours_tells_who_the_client_is(port: int, lines: list[bytes], client: str) -> None:
    seen = told(raw(port, b"GET / HTTP/1.1", b"Host: a", b"X-Forwarded-Proto: https", *lines, of=PROXY))
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == (client, "https")


def test_requests_in_one_connection_do_not_mix(port: int) -> None:
    first, second = (b"POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" % number for number in (1, 2))
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(first + second)
        said = b""
        while said.count(b"HTTP/1.1 200") < 2 or not said.endswith(b"}"):
            said += line.recv(65536)
    assert re.findall(rb'"PATH_INFO":"(/\d)"', said) == [b"/1", b"/2"]


# ---------------------------------------------------------------- turned away
def refused(answer: Answer, status: int, media: str, code: str) -> None:
    """A whole answer in both languages that nothing keeps and nobody frames."""
    assert (answer[0], answer[1]["content-type"], answer[1]["cache-control"]) == (status, media, "no-store")
    assert answer[1]["x-frame-options"] == "DENY"
    assert answer[1]["x-content-type-options"] == "nosniff"
    text = answer[2].decode()
    assert re.search(r"[一-鿿]{8}", text)
    assert re.search(r"[a-z]+ [a-z]+ [a-z]+", text)
    if "html" in media:
        assert re.findall(r'<div lang="(.+?)">', text) == ["zh-Hans", "en"]
        assert "default-src 'none'" in answer[1]["content-security-policy"]
    else:
        assert [error["extensions"]["code"] for error in json.loads(text)["errors"]] == [code]


@pytest.mark.parametrize("path, accept, media", SHAPES)
def test_each_refusal_is_told_in_both_languages_and_as_the_client_wants_it(port: int, path: str, accept: str, media: str) -> None:
    begin = [f"POST {path} HTTP/1.1".encode(), b"Host: a", f"Accept: {accept}".encode()]
    refused(raw(port, *begin, b"Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n"), 411, media, "length_required")
    refused(raw(port, *begin, b"Content-Length: 1048577"), 413, media, "body_too_large")
    refused(raw(port, *begin, b"Content-Length: 9", body=b"half"), 408, media, "too_slow")
    refused(raw(port, *begin, b"Content-Length: 9", body=b"half", close=True), 400, media, "bad_request")
    refused(asked(port, "GET", path, {"Accept": accept, "X-Fault": "1"}), 500, media, "server_error")


@pytest.mark.parametrize("path, accept, media", SHAPES)
def test_when_all_is_full_the_longest_line_is_told_to_come_again_and_others_are_served(
    port: int, path: str, accept: str, media: str
) -> None:
    with ThreadPoolExecutor(40) as clients:

        def comes(of: str, headers: dict[str, str]) -> Future[Answer]:
            return clients.submit(asked, port, "GET", path, headers, of=of)

        held = [comes(of, HOLD) for of in ("127.0.0.2", "127.0.0.3")]
        wait_until(lambda: lane(port) == (2, 0), 30)
        crowd = [comes("127.0.0.2", {"Accept": accept}) for _ in range(17)]
        wait_until(lambda: lane(port) == (2, 16) and len(over(crowd)) == 1, 30)
        other = comes("127.0.0.4", {})
        wait_until(lambda: lane(port) == (2, 16) and len(over(crowd)) == 2, 30)
        for one in over(crowd):
            refused(one.result(), 503, media, "busy")
            assert int(one.result()[1]["retry-after"]) >= 1
        told(asked(port, path="/healthz"))
        assert [one.result()[0] for one in [*held, other]] == [200, 200, 200]
        assert Counter(one.result()[0] for one in crowd) == {200: 15, 503: 2}


def lane(port: int) -> tuple[int, int]:
    """How many work and how many wait; asked by the way that is always open."""
    seen = told(asked(port, path="/readyz", of="127.0.0.8"))
    return int(seen["working"]), int(seen["waiting"])


def over(requests: list[Future[Answer]]) -> list[Future[Answer]]:
    return [one for one in requests if one.done()]


def test_a_form_that_was_turned_away_says_where_its_text_is(port: int) -> None:
    form = raw(port, b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 9", body=b"half")[2].decode()
    assert form.count('class="button"') == 0
    assert "go back in your browser" in form
    assert "返回" in form
