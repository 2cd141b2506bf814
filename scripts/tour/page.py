"""The page docs/tour.md: every screen with its sentence, at both sizes; made from the list alone."""

from pathlib import Path

from scripts.tour.screens import SCREENS, Screen

PAGE, FOLDER = Path("docs/tour.md"), Path("docs/tour")
SIZES = ("phone", "desk")
HEAD = """# Tour

Every screen of the app, on a phone (390 × 844) and at a desk (1280 × 800), in the demo city. Its people and
places are generated. `make tour` takes the pictures again and writes this page; a test walks the same way.
"""
WORDS = {
    "": "Before signing in",
    "inspector": "Inspector 巡查员",
    "supervisor": "Supervisor 督导员",
    "handler": "Handler 责任单位经办人",
    "verifier": "Verifier 核查员",
    "auditor": "Auditor 审计员",
    "sysadmin": "System administrator 系统管理员",
    "secadmin": "Security administrator 安全管理员",
}


def picture_name(screen: Screen, size: str) -> str:
    """The file of one picture."""
    return f"{screen.name}-{size}.webp"


def tour_page() -> str:
    """`docs/tour.md`, in the order in which a case passes through hands."""
    parts = [HEAD]
    for who, title in WORDS.items():
        shown = [screen for screen in SCREENS if screen.who == who]
        if shown:
            parts += [f"## {title}\n", *(section(screen) for screen in shown)]
    return "\n".join(parts)


def section(screen: Screen) -> str:
    """One screen: its address, its sentence, its two pictures."""
    phone, desk = (f"{FOLDER.name}/{picture_name(screen, size)}" for size in SIZES)
    return (
        f"### {screen.title}\n\n`/app/{screen.path}`: {screen.words}\n\n"
        f'<img src="{phone}" width="240" alt="{screen.title}, phone">'
        f' <img src="{desk}" width="560" alt="{screen.title}, desk">\n'
    )
