"""A refusal: input that cannot be used, said as a code with parameters; words are put to it where it is shown."""


class Refusal(Exception):  # noqa: N818 — it refuses, it does not err
    """What was wrong, where, and what to do, as `code` and `params` of the room `room`.

    The words stand in `packs/words/<language>/<room>.toml` under the code. A command that meets one
    prints a single line and ends with status 2; nothing has been written.
    """

    def __init__(self, room: str, code: str, **params: object) -> None:
        super().__init__(room, code, params)
        self.room = room
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.room}.{self.code} {self.params}"
