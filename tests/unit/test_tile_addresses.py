"""Addresses of map tiles: which are refused, and which hosts enter the content policy."""

import pytest

from config import Config, ConfigError
from inspect_app.core.headers import app_policy
from inspect_app.core.tile_addresses import address_faults, image_hosts, spread

TILES = "https://t{0-2}.example.org/{z}/{x}/{y}.png"


def images(policy: str) -> str:
    return next(part for part in policy.split("; ") if part.startswith("img-src"))


def config(**env: str) -> Config:
    return Config.from_env({name.upper(): value for name, value in env.items()})


def test_without_settings_no_foreign_host_is_allowed() -> None:
    assert config().tile_hosts == []
    assert images(app_policy(config().tile_hosts)) == "img-src 'self' blob: data:"
    assert "http" not in app_policy(config().tile_hosts)


def test_only_the_hosts_of_the_tiles_are_allowed_and_only_for_pictures() -> None:
    policy = app_policy(config(map_tiles_url=TILES, map_tiles_attribution="© a surveyor").tile_hosts)
    hosts = " ".join(f"https://t{n}.example.org" for n in range(3))
    assert images(policy) == f"img-src 'self' blob: data: {hosts}"
    assert policy.replace(f" {hosts}", "") == app_policy([])


def test_tianditu_is_asked_only_with_a_key() -> None:
    found = config(tianditu_key="abc123")
    assert found.tile_hosts == [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    assert all(url.endswith("&tk=abc123") for url in found.tianditu_urls.values())
    assert set(found.tianditu_urls) == {"vec", "cva", "img", "cia"}


def test_tiles_of_this_server_need_no_foreign_host() -> None:
    assert address_faults("/tiles/{z}/{x}/{y}.png") == []
    assert image_hosts(["/tiles/{z}/{x}/{y}.png"]) == []


def test_a_host_may_stand_for_several() -> None:
    assert spread("https://{a-c}.x.org/{z}") == [f"https://{letter}.x.org/{{z}}" for letter in "abc"]
    assert spread("https://x.org/{z}") == ["https://x.org/{z}"]


@pytest.mark.parametrize(
    "address",
    [
        "https://x.org/{z}/{x}.png",
        "http://x.org/{z}/{x}/{y}",
        "//x.org/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://*.x.org/{z}/{x}/{y}",
        "https://x.org; script-src *;/{z}/{x}/{y}",
        "https://x.org/{z}/{x}/{y}\r\nX: y",
        "https://me:secret@x.org/{z}/{x}/{y}",
        "https://{h}.x.org/{z}/{x}/{y}",
    ],
)
def test_an_address_that_could_bend_the_policy_is_refused(address: str) -> None:
    assert address_faults(address)
    with pytest.raises(ConfigError, match="MAP_TILES_URL"):
        config(map_tiles_url=address, map_tiles_attribution="x")


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"map_tiles_url": TILES}, "MAP_TILES_ATTRIBUTION"),
        ({"map_tiles_datum": "bd09"}, "MAP_TILES_DATUM"),
        ({"map_tiles_max_zoom": "40"}, "MAP_TILES_MAX_ZOOM"),
        ({"tianditu_key": "a&b"}, "TIANDITU_KEY"),
    ],
)
def test_wrong_settings_stop_the_start_and_are_named(env: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        config(**env)
