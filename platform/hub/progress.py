"""What a person sees while something takes longer than two seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(stderr=True)
PATIENCE = 2.0  # seconds


@contextmanager
def waiting(text: str) -> Iterator[Callable[[str], None]]:
    """Shows `text` with a turning wheel on a terminal, and one line with the time taken when it was over two seconds.

    The block may change the words by calling what it is given.
    """
    began = time.monotonic()
    with console.status(text) as status:
        yield lambda words: status.update(f"{text} [dim]{words}[/dim]")
    seconds = time.monotonic() - began
    if seconds > PATIENCE:
        console.print(f"{text} [dim]{seconds:.1f} s[/dim]", highlight=False)


def say(text: str) -> None:
    """One line for the person at the keyboard, among whatever is being shown."""
    console.print(text, highlight=False, markup=False, soft_wrap=True)
    sys.stderr.flush()
