"""Mail: a short message with a link, through the mail server of the settings."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr

from inspect_app.core.settings import settings
from inspect_app.notify.channels.parcel import Parcel
from inspect_app.notify.retry import SENT, Outcome, Result

TIMEOUT_S = 20


def send_mail(address: str, parcel: Parcel, language: str) -> Outcome:
    """Send one message; 5xx of the mail server is final, everything else is tried again.

    A sign-in that it refuses says nothing of the message: the operator has time to mend the settings.
    """
    try:
        with connect() as server:
            server.send_message(compose(address, parcel, language))
    except smtplib.SMTPRecipientsRefused as error:
        return answer(next(iter(error.recipients.values()))[0])
    except smtplib.SMTPAuthenticationError as error:
        return Outcome(Result.RETRY, f"smtp_{error.smtp_code}")
    except smtplib.SMTPResponseException as error:
        return answer(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Result.RETRY, type(error).__name__)
    return SENT


def compose(address: str, parcel: Parcel, language: str) -> EmailMessage:
    """The message; sent again it has the same Message-ID."""
    words, config = parcel.message(language), settings()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.mail_from, address, words.title
    domain = parseaddr(config.mail_from)[1].rpartition("@")[2]
    mail["Message-ID"] = f"<{parcel.tag}.{address.partition('@')[0]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{words.text}\n\n{parcel.link}\n")
    return mail


def connect() -> smtplib.SMTP:
    """A signed-in connection to the mail server."""
    config = settings()
    if config.smtp_security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            config.smtp_host, config.smtp_port, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(config.smtp_host, config.smtp_port, timeout=TIMEOUT_S)
    if config.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if config.smtp_user:
        server.login(config.smtp_user, config.smtp_password)
    return server


def answer(code: int) -> Outcome:
    """What a code of the mail server means."""
    result = Result.REFUSED if 500 <= code < 600 else Result.RETRY
    return Outcome(result, f"smtp_{code}")
