"""Cases brought to where a desk's story begins, through the API."""

from tests.builders import City, announcement, days_ahead, jpeg


def filed(city: City, note: str, shade: int, **change: object) -> str:
    """A case with a photo that is here."""
    photo = announcement(jpeg(shade))
    case_id = city.hand("inspector").filed(photos=[photo], note=note, **change)
    assert city.hand("inspector").upload(photo["id"], jpeg(shade)).status_code == 204
    return case_id


def accepted(city: City, note: str, shade: int) -> str:
    case_id = filed(city, note, shade)
    city.hand("supervisor").does(case_id, "accept")
    return case_id


def in_work(city: City, note: str, shade: int, days: float = 2, category: str = "bare_soil") -> str:
    """A case that its handler has acknowledged."""
    case_id = filed(city, note, shade, category=category)
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    due = {"unit_id": city.units["works"], "due_at": days_ahead(days)}
    boss.does(case_id, "assign", **due, instructions="全部覆盖防尘网")
    city.hand("handler").does(case_id, "acknowledge")
    return case_id


def status_of(city: City, case_id: str) -> str:
    return str(city.hand("supervisor").case(case_id)["status"])
