"""The witness as a program: `python -m inspect_app.audit.witness_cli`, also `flask audit witness`.

Exit 0: the log continues what was seen before. 1: it could not be looked at. 2: IT CONTRADICTS ITSELF.
"""

import http.client
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.cosignatures import cosign, witness_for
from inspect_app.audit.keyfile import KeyFileError, make_key, read_key
from inspect_app.audit.notes import Note, NoteError, parse_vkey
from inspect_app.audit.witness import Fetch, InconsistentError, Sight, WitnessError, witness

COSIGNATURES = "/api/v1/log/cosignatures"
TIMEOUT_S, MOST_BYTES = 20, 256 * 1024
ALARM = 2


@click.command("witness")
@click.option("--log", "address", required=True, help="Address of the server, as https://inspect.example.")
@click.option("--vkey", "vkeys", required=True, multiple=True, help="A verifier key of the log; repeatable.")
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Own state.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), help="Own key; made if absent.")
@click.option("--name", default="witness", show_default=True, help="Name of this witness in its key.")
@click.option("--submit", is_flag=True, help="Hand the cosignature to the log, too.")
def witness_command(  # noqa: PLR0917 - click passes them by name
    address: str,
    vkeys: tuple[str, ...],
    state: Path,
    key: Path | None,
    name: str,
    submit: bool,  # noqa: FBT001 - click
) -> None:
    """Check that the log still contains all it showed before; remember, and cosign with --key."""
    try:
        keys = [parse_vkey(vkey) for vkey in vkeys]
        sight = witness(fetcher(address), state, keys)
        click.echo(f"consistent: {sight.checkpoint.size} entries of {sight.checkpoint.origin}", err=True)
        if key is not None:
            cosign_sight(address, sight, own_key(key), name, submit=submit)
    except InconsistentError as error:
        sound_the_alarm(error, state)
        raise SystemExit(ALARM) from error
    except (WitnessError, NoteError, KeyFileError) as error:
        raise click.ClickException(str(error)) from error


def own_key(path: Path) -> Ed25519PrivateKey:
    """The witness's key, made at the first run."""
    if not path.exists():
        make_key(path)
    return read_key(path)


def cosign_sight(address: str, sight: Sight, private: Ed25519PrivateKey, name: str, *, submit: bool) -> None:
    """Print the cosigned checkpoint, and the verifier key that the log's operator is to enter."""
    line = cosign(sight.note.text, name, private, int(datetime.now(UTC).timestamp()))
    note = Note(sight.note.text, (line,)).encoded()
    click.echo(f"witness key: {witness_for(name, private).vkey}", err=True)
    click.echo(note, nl=False)
    if submit:
        status, body = request(address, COSIGNATURES, note.encode())
        if status not in {200, 201}:
            raise WitnessError(f"the log did not take the cosignature ({status}): {body[:500].decode()}")


def fetcher(address: str) -> Fetch:
    """A function that gets a path from the server."""
    return lambda path: request(address, path)


def request(address: str, path: str, data: bytes | None = None) -> tuple[int, bytes]:
    """One request: its status and body, whatever the status; WitnessError when nobody answers."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise WitnessError("--log takes an http or https address")
    asked = urllib.request.Request(address.rstrip("/") + path, data, {"Content-Type": "text/plain"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310 - checked above
            return answer.status, answer.read(MOST_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(MOST_BYTES)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise WitnessError(f"{address} does not answer: {error}") from error


def sound_the_alarm(error: InconsistentError, state: Path) -> None:
    """Say in words that a person cannot overlook what happened, and where the evidence lies."""
    click.echo("*** THE LOG CONTRADICTS ITSELF 日志前后矛盾 ***", err=True)
    click.echo(error.reason, err=True)
    for title, note in (("held 原持有", error.held), ("shown now 现出示", error.shown)):
        click.echo(f"--- {title}\n{note.encoded()}", nl=False, err=True)
    click.echo(f"Both are kept in {state}.evidence. Nothing was cosigned. Tell somebody outside.", err=True)


if __name__ == "__main__":
    witness_command()
