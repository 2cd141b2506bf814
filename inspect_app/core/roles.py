"""The roles a person can hold, and the Chinese word of each."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is allowed to be; `SYSTEM` is never granted, jobs act as it."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    HANDLER = "handler"
    VERIFIER = "verifier"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"
    SYSTEM = "system"


ROLE_LABELS: dict[Role, dict[str, str]] = {
    Role.INSPECTOR: {"zh": "巡查员", "en": "Inspector"},
    Role.SUPERVISOR: {"zh": "督导员", "en": "Supervisor"},
    Role.HANDLER: {"zh": "责任单位经办人", "en": "Handler"},
    Role.VERIFIER: {"zh": "核查员", "en": "Verifier"},
    Role.AUDITOR: {"zh": "审计员", "en": "Auditor"},
    Role.SYSADMIN: {"zh": "系统管理员", "en": "System administrator"},
    Role.SECADMIN: {"zh": "安全管理员", "en": "Security administrator"},
    Role.SYSTEM: {"zh": "系统", "en": "System"},
}

BUSINESS_ROLES = frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.HANDLER, Role.VERIFIER})
ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
GRANTABLE = BUSINESS_ROLES | ADMINISTRATORS
