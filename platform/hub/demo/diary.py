"""One affair's steps as they are written down: in order, in office hours, each with its true and its entry time."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from hub.demo.days import SHANGHAI, moment_after, workday_from, workdays_after
from hub.demo.shapes import Step

ENTRY_DAYS_OF_MONTH = (1, 15)
ENTRY_BEGINS = time(9, 0)


class Diary:
    """Collects steps. In a town `on_paper` the part-time clerk enters them in batches, on the 1st and the 15th."""

    def __init__(self, began: datetime, rng: random.Random, *, on_paper: bool = False) -> None:
        self.rng = rng
        self.on_paper = on_paper
        self.at = began
        self._recorded = began - timedelta(minutes=1)
        self._steps: list[Step] = []

    def write(self, kind: str, by: str, role: str, day: date, **arguments: Any) -> None:
        """A step on this day (or the next workday), after all earlier ones."""
        self.write_at(moment_after(self.at, day, self.rng), kind, by, role, **arguments)

    def write_at(self, at: datetime, kind: str, by: str, role: str, *, recorded: datetime | None = None, **arguments: Any) -> None:
        """A step at this very minute; `recorded` when it was entered later than the town's habit would have it."""
        self.at = at
        self._recorded = max(recorded or self._entered(at), self._recorded + timedelta(minutes=1))
        if not self.on_paper:
            self.at = self._recorded
        self._steps.append(Step(kind=kind, by=by, role=role, at=at, recorded=self._recorded, arguments=arguments))

    def later(self, least: int, most: int) -> date:
        """Some workday that many workdays after the last step."""
        return workdays_after(self.at.date(), self.rng.randint(least, most))

    def days_later(self, least: int, most: int) -> date:
        """Some workday that many calendar days after the last step: the measure of the law's months."""
        return workday_from(self.at.date() + timedelta(days=self.rng.randint(least, most)))

    def until(self, as_of: date) -> tuple[Step, ...]:
        """What is known on the morning of `as_of`: the steps entered before it, up to the first that is not."""
        unknown = next((index for index, step in enumerate(self._steps) if step.recorded.date() >= as_of), len(self._steps))
        return tuple(self._steps[:unknown])

    def _entered(self, at: datetime) -> datetime:
        if not self.on_paper:
            return at
        return datetime.combine(_entry_day(at.date()), ENTRY_BEGINS, SHANGHAI)


def _entry_day(day: date) -> date:
    """The first workday on or after the next 1st or 15th."""
    day += timedelta(days=1)
    while day.day not in ENTRY_DAYS_OF_MONTH:
        day += timedelta(days=1)
    return workday_from(day)
