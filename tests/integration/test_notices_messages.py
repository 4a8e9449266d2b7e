"""E-mails over a real SMTP server and webhooks over real HTTP: each message once by its id, signed, tried again, and to no address inside."""
from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django_tenants.utils import tenant_context
from tests.support.house import House, settle
from tests.support.live import free_port

import notices.commands
import notices.outward
from notices import rules, sending
from notices.commands import About
from notices.events import Kind
from notices.models import Choice, Message, Notice
from notices.told import To
from outbox.models import Fact
from people.actor import system
from townships.ids import new_id
from townships.models import Tenant

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ABOUT = About(subject=f"case/{UUID(int=7)}", title="硬化樊坡村通组路", number="第3号", told={"units": ["水利站"]})


class Post:
    """A mail server that keeps what it gets; `refuses` so many first."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refuses = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            self.refuses -= 1
            return "451 try again later"
        self.got.append(envelope)
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield handler
    controller.stop()


class Hook:
    """A chat robot: keeps what is posted; answers with `status`, and a redirect's `location`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location = 200, ""
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.place}/robot?key=1"


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    found = Hook()
    settings.WEBHOOKS_INSIDE = frozenset({found.place})
    yield found
    found.server.shutdown()
    found.server.server_close()


class World:
    def __init__(self, committed: Any) -> None:
        self.committed = committed
        self.town = Tenant.objects.get(schema_name="t610981117")
        with tenant_context(self.town):
            self.house: House = settle(self.town, "gouyuan", NOW)

    def choose(self, role: str = "clerk", **given: Any) -> None:
        with tenant_context(self.town):
            self.house.do(role, notices.commands.choose_notices, **given)

    def notify(self, key: str = "fact-1", to: To = To.CLERK, about: About = ABOUT, kind: Kind = Kind.REPLIED) -> None:
        actor = system(self.town.schema_name, self.town.county_schema, self.town.type, "notifier")
        with self.committed.login("worker"), tenant_context(self.town):
            notices.commands.notify(actor=actor, now=NOW, at=NOW, command_id=new_id(), key=key, kind=kind, to=[to], about=about)

    def send(self, now: datetime = NOW) -> int:
        with self.committed.login("worker"):
            return sending.send_due(now=now)

    def messages(self) -> list[Message]:
        with self.committed.login("worker"):
            return list(Message.objects.order_by("id"))


@pytest.fixture
def world(committed: Any) -> World:
    return World(committed)


# ---------------------------------------------------------------- e-mail
def test_a_notice_goes_out_as_one_e_mail_however_often_it_is_given(world: World, post: Post) -> None:
    world.choose(email="zhang@example.org", rhythm="at_once")
    for _ in range(3):
        world.notify()
    while world.send():
        pass
    [mail] = post.got
    text = mail.content.decode()
    assert mail.rcpt_tos == ["zhang@example.org"]
    [message] = world.messages()
    assert f"Message-ID: <{message.id}@" in text
    assert (message.state, message.tries, message.error) == ("sent", 1, "")


def test_who_died_after_sending_sends_it_again_under_the_same_id(world: World, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    world.choose(email="zhang@example.org", rhythm="at_once")
    world.notify()
    real = sending._settle
    monkeypatch.setattr(sending, "_settle", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        world.send()
    monkeypatch.setattr(sending, "_settle", real)
    assert world.send() == 0, "nobody takes it while it may still be in somebody's hands"
    assert world.send(NOW + sending.LEASE) == 1
    ids = [[line for line in mail.content.decode().splitlines() if line.startswith("Message-ID")] for mail in post.got]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_a_refused_e_mail_is_tried_again_with_patience_and_then_given_up_until_the_office_says_again(world: World, post: Post) -> None:
    world.choose(email="zhang@example.org", rhythm="at_once")
    world.notify()
    post.refuses = len(rules.WAITS) + 1
    now = NOW
    for wait in rules.WAITS:
        assert world.send(now) == 1
        assert world.send(now) == 0
        [message] = world.messages()
        assert (message.state, message.next_at) == ("waiting", now + wait)
        assert message.error
        now += wait
    world.send(now)
    [message] = world.messages()
    assert (message.state, message.tries) == ("given_up", len(rules.WAITS) + 1)

    with tenant_context(world.town):
        world.house.do("clerk", notices.commands.retry_message, message_id=message.id)
    assert world.send(now) == 1
    assert [one.state for one in world.messages()] == ["sent"]


def test_once_a_day_is_one_e_mail_with_everything(world: World, post: Post) -> None:
    world.choose(email="zhang@example.org", rhythm="daily")
    for number in range(3):
        world.notify(key=f"fact-{number}", about=About(subject=f"case/{UUID(int=number + 1)}", title=f"第{number}件事"))
    assert world.messages() == []
    actor = system(world.town.schema_name, world.town.county_schema, world.town.type, "notifier")
    for hour in (1, 2):
        with world.committed.login("worker"), tenant_context(world.town):
            now = NOW + timedelta(hours=hour)
            notices.commands.write_digests(actor=actor, now=now, at=now, command_id=new_id())
    world.send(NOW + timedelta(hours=3))
    [mail] = post.got
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(mail.content, policy=default).get_body().get_content()  # type: ignore[union-attr]
    assert all(f"第{number}件事" in body for number in range(3))
    assert "/notices/choices" in body


# ---------------------------------------------------------------- webhook
def test_a_webhook_is_signed_over_the_moment_and_the_body(world: World, hook: Hook) -> None:
    world.choose(webhook=hook.address)
    world.notify()
    assert world.send() == 1
    [(headers, body)] = hook.got
    with tenant_context(world.town):
        secret = Choice.objects.get().secret
    moment, _, sign = headers["Townships-Signature"].partition(",")
    expected = hmac.new(secret.encode(), moment.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest()
    assert sign == f"v1={expected}"
    assert abs(int(moment[2:]) - NOW.timestamp()) < 2
    told = json.loads(body)
    [message] = world.messages()
    assert told["id"] == headers["Townships-Message"] == str(message.id)
    assert "硬化樊坡村通组路" in told["text"]
    assert secret not in body.decode()


def test_what_lies_inside_gets_nothing_at_any_time(world: World, hook: Hook, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chosen by a name that is outside; what the name leads to is looked at whenever something is sent."""
    monkeypatch.setattr(notices.outward.socket, "getaddrinfo", _leads_to("127.0.0.1"))
    world.choose(webhook=f"http://robot.example.org:{hook.server.server_address[1]}/")
    world.notify()
    world.send()
    [message] = world.messages()
    assert (message.state, hook.got) == ("given_up", [])
    assert "127.0.0.1" in message.error


def _leads_to(*addresses: str) -> Callable[..., list[Any]]:
    return lambda host, port, **given: [(2 if "." in one else 10, 1, 6, "", (one, port)) for one in addresses]


@pytest.mark.parametrize("addresses", [("10.0.0.5",), ("93.184.215.14", "10.0.0.5"), ("169.254.169.254",), ("::1",), ("64:ff9b::a00:1",)])
def test_one_inner_address_behind_a_name_is_enough_to_refuse(addresses: tuple[str, ...]) -> None:
    with pytest.raises(notices.outward.Inner):
        notices.outward.post("https://robot.example.org/", b"{}", {}, resolve=_leads_to(*addresses))


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_looked_at(hook: Hook) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, **given: Any) -> list[Any]:
        asked.append(host)
        return _leads_to("127.0.0.1")(host, port)

    place = f"robot.example.org:{hook.server.server_address[1]}"
    notices.outward.post(f"http://{place}/", b"{}", {}, allowed=frozenset({place}), resolve=resolve)
    assert asked == ["robot.example.org"]
    assert hook.got[0][0]["Host"] == place


def test_a_redirect_is_not_followed_wherever_it_leads(world: World, hook: Hook) -> None:
    target = Hook()
    hook.status, hook.location = 307, target.address
    world.choose(webhook=hook.address)
    world.notify()
    world.send()
    [message] = world.messages()
    assert (message.state, len(hook.got), target.got) == ("waiting", 1, [])
    assert "307" in message.error
    target.server.shutdown()


def test_who_no_longer_wants_it_gets_nothing_more(world: World, hook: Hook) -> None:
    world.choose(webhook=hook.address)
    world.notify()
    world.choose()
    world.send()
    assert (world.messages()[0].state, hook.got) == ("given_up", [])


# ---------------------------------------------------------------- walls
def test_a_town_sees_only_its_own_and_no_address_is_in_a_fact(world: World, post: Post) -> None:
    world.choose(email="zhang@example.org", rhythm="at_once")
    world.notify()
    with tenant_context(Tenant.objects.get(schema_name="t610981101")):
        assert not Notice.objects.exists()
        assert not Choice.objects.exists()
    with tenant_context(world.town):
        assert Notice.objects.count() == 1
        facts = Fact.objects.filter(type="townships.notices.choice.made")
        assert [fact.audience for fact in facts] == ["town"]
        assert "zhang" not in str(list(facts.values_list("envelope", "private")))
