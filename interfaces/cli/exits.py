"""What the command's exit codes say, and how a command ends with one."""

from enum import IntEnum


class Exit(IntEnum):
    """What the command's exit code says."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    CONFLICT = 5
    DATABASE = 6
    DIFFERS = 7


class Stop(Exception):
    """Ends the command with a code and a sentence that is not one of the engine's own errors."""

    def __init__(self, code: Exit, message: str) -> None:
        self.code = code
        super().__init__(message)
