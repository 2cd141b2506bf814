"""The real application with the phone app of another build: `app="tests.servers.other_build:app"`.

The variable `BUILD` names the folder of the build. The product has no such setting.
"""

import os
from pathlib import Path

from inspect_app import shell
from wsgi import app as real

shell.DIST = Path(os.environ["BUILD"])
app = real
