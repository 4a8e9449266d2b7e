from outbox.command import command


@command
def register(*, actor, now, at, command_id): ...


@command
def send_back(*, actor, now, at, command_id): ...


def helper(): ...
