"""Runs several operator commands, one a line on standard input, in one process: `python -m scripts.commands`.

Starting Python with the whole program costs more than a second; a start of the demo needs three commands.
"""

import shlex
import sys

from flask.cli import ScriptInfo

from wsgi import app


def main() -> None:
    """Stops at the first command that fails, with a status other than 0."""
    for line in sys.stdin:
        app.cli.main(
            shlex.split(line), "flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app)
        )


if __name__ == "__main__":
    main()
