"""How gunicorn serves Inspect; the environment overrides the counts.

A few processes with many threads each, because phones on slow links hold a connection for minutes.
"""

import os
from pathlib import Path

memory = Path("/dev/shm")

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))

# A gthread worker is alive while its main thread is; the limit catches a stuck process, not a slow phone.
timeout = 60
graceful_timeout = 30
keepalive = 15

# Request bodies are photos up to 25 MiB; gunicorn hands them over as they arrive. Heads stay small.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# The heartbeat file must not sit on a slow disk.
worker_tmp_dir = str(memory) if memory.is_dir() else None

# The control socket would lie in the home folder, shared by all instances of one person.
control_socket_disable = True

certfile = os.environ.get("TLS_CERTIFICATE") or None
keyfile = os.environ.get("TLS_KEY") or None

# One line for each request: whose it was stands in the application's own log.
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
