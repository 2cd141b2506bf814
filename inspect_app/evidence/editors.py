"""Telling a picture editor's signature from the firmware names that cameras write in the same tag."""

import re

# What makers write as their own software; asked first, so that a phone's version number is never an editor.
OWN_FIRMWARE: dict[str, re.Pattern[str]] = {
    "apple": re.compile(r"\d+(\.\d+)*$"),
    "google": re.compile(r"HDR\+"),
    "samsung": re.compile(r"[A-Z]\d{3,4}[A-Z0-9]+$"),
    "huawei": re.compile(r"[A-Z]{3}-|\d"),
    "honor": re.compile(r"[A-Z]{3}-|\d"),
    "xiaomi": re.compile(r"MIUI|MediaTek|\w+-user|\d"),
    "oppo": re.compile(r"MediaTek|ColorOS|\w+-user|\d"),
    "vivo": re.compile(r"MediaTek|\w+-user|\d"),
    "oneplus": re.compile(r"OnePlus|\w+-user|\d"),
}
EDITORS = (
    "photoshop",
    "lightroom",
    "gimp",
    "snapseed",
    "picsart",
    "vsco",
    "pixelmator",
    "affinity",
    "capture one",
    "paint.net",
    "paint shop",
    "paintshop",
    "photoscape",
    "acdsee",
    "facetune",
    "remini",
    "canva",
    "photopea",
    "luminar",
    "darktable",
    "imagemagick",
    "picasa",
    "photofiltre",
    "xnview",
    "irfanview",
    "meitu",
    "美图",
    "醒图",
    "轻颜",
    "b612",
    "无他相机",
    "水印相机",
    "稿定",
    "黄油相机",
)


def names_editor(make: str | None, model: str | None, software: str) -> bool:
    """Whether `software` names a picture editor and not what the maker itself writes there."""
    text = software.strip()
    if model and model.casefold() in text.casefold():
        return False
    own = OWN_FIRMWARE.get((make or "").split(" ")[0].casefold())
    if own is not None and own.match(text):
        return False
    return any(editor in text.casefold() for editor in EDITORS)
