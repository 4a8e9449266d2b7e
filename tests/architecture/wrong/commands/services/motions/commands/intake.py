from outbox.command import command


@command
def register(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID) -> Receipt: ...


@command
def by_position(actor: Actor, *, now: datetime, at: datetime, command_id: UUID) -> Receipt: ...


@command
def timeless(*, actor: Actor, now: datetime) -> Receipt: ...


@command
def untyped(*, actor: Actor, now: datetime, at: datetime, command_id, title): ...


def shown(*, case_id: UUID) -> Receipt: ...


def helper(case): ...
