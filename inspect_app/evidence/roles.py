"""What a photo is meant to show: the roles of photos and their words."""

CHECK = "check"  # what a verifier photographs on the spot
LOOK_BACK = "look_back"  # what is photographed when a closed case is visited again
PHOTO_ROLES: dict[str, dict[str, str]] = {
    "wide": {"zh": "全景", "en": "Wide view"},
    "close": {"zh": "近景", "en": "Close view"},
    "plate": {"zh": "车牌", "en": "Number plate"},
    "before": {"zh": "整改前", "en": "Before"},
    "after": {"zh": "整改后", "en": "After"},
    CHECK: {"zh": "核查", "en": "Check"},
    LOOK_BACK: {"zh": "回头看", "en": "Look-back"},
    "other": {"zh": "其他", "en": "Other"},
    "voice": {"zh": "语音说明", "en": "Voice note"},
}
