import logging

from rich.console import Console

print("registered")
logging.info("registered")
