"""The catalogue of findings: severity, words, and the harmless causes to think of first. Bilingual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Label = dict[str, str]


SEVERITIES = ("info", "notice", "warning")


@dataclass(frozen=True)
class Entry:
    """One kind of finding: how much it matters (info, notice, warning), its name, its harmless causes."""

    severity: str
    label: Label
    benign: tuple[Label, ...] = ()


def say(zh: str, en: str) -> Label:
    """A word in both languages."""
    return {"zh": zh, "en": en}


CLOCK_OFF = say("相机时钟未校准", "The camera's clock was never set right")
NO_ZONE = say("相机未记录时区", "The camera does not record its time zone")
LONG_WAY = say("长时间离线后才上传", "A long time without a connection")
FROM_GALLERY = say("从相册选取的旧照片", "An older photo chosen from the gallery")
STALE_FIX = say("相机使用了旧的定位", "The camera used an old fix")
DATUM = say("手机厂商使用火星坐标（偏移数百米）", "Some phones write GCJ-02, some hundred metres off")
STRIPPED = say("手机或浏览器去除了照片信息，属正常", "Phones and browsers remove this; it is normal")

CATALOGUE: dict[str, Entry] = {
    "exif_place_far": Entry(
        "notice",
        say("照片内位置与手机定位不符", "The photo's own place is far from the phone's fix"),
        (STALE_FIX, DATUM, FROM_GALLERY),
    ),
    "exif_place_consistent": Entry(
        "info", say("照片内位置与手机定位一致", "The photo's own place agrees with the phone's fix")
    ),
    "exif_place_not_testable": Entry("info", say("位置无法比对", "Places cannot be compared"), (STRIPPED,)),
    "exif_time_consistent": Entry(
        "info", say("照片内时间与拍摄时间一致", "The photo's own time agrees with the capture")
    ),
    "exif_time_inconsistent": Entry(
        "notice",
        say("照片内时间与拍摄时间不符", "The photo's own time differs from the capture"),
        (CLOCK_OFF, FROM_GALLERY),
    ),
    "exif_time_not_testable": Entry(
        "info", say("时间无法比对", "Times cannot be compared"), (NO_ZONE, STRIPPED)
    ),
    "gps_utc_mismatch": Entry(
        "notice",
        say("照片内卫星时间与相机时间不符", "Satellite time and camera time in the file differ"),
        (STALE_FIX, CLOCK_OFF),
    ),
    "fix_after_photo": Entry(
        "notice",
        say("定位晚于拍照，位置视为未知", "The fix is later than the photo; the place counts as unknown"),
        (say("定位慢", "A slow receiver"), FROM_GALLERY),
    ),
    "fix_before_photo": Entry(
        "notice",
        say("定位早于拍照，位置视为未知", "The fix is older than the photo; the place counts as unknown"),
        (say("室内无信号，用了旧定位", "No reception, an older fix was used"),),
    ),
    "clock_ahead": Entry(
        "notice",
        say("手机时钟超前", "The phone's clock is ahead"),
        (say("手机时间为手动设置", "Time set by hand"),),
    ),
    "statement_not_verified": Entry(
        "notice",
        say("拍摄声明未通过验证", "The capture statement does not verify"),
        (
            say("浏览器数据被清除后重新登记", "The browser was enrolled again after its storage was cleared"),
            say("设备已注销", "The device was revoked meanwhile"),
        ),
    ),
    "clock_skew": Entry(
        "notice",
        say("手机时钟与服务器相差较大", "The phone's clock is far from the server's"),
        (
            say("手机时间为手动设置", "Time set by hand"),
            say("跨时区后未校时", "Not set again after a journey"),
        ),
    ),
    "clock_behind": Entry(
        "notice",
        say("拍摄时间比接收时间早很多", "Taken long before it was received"),
        (LONG_WAY, FROM_GALLERY, say("手机时间为手动设置", "Time set by hand")),
    ),
    "future_date": Entry(
        "warning", say("照片内日期在接收之后", "The photo's own date lies after its receipt"), (CLOCK_OFF,)
    ),
    "exact_reuse": Entry(
        "warning",
        say("同一照片文件此前已上传过", "The very same file has been sent before"),
        (say("一张照片反映两个问题", "One photo for two problems"), say("重复上报", "Reported twice")),
    ),
    "near_reuse": Entry(
        "warning",
        say("与此前上传的照片几乎相同", "Nearly the same picture has been sent before"),
        (
            say("连拍或同一机位再次拍摄", "Taken in a burst, or from the same spot again"),
            say("同一照片经压缩后再次上报", "One photo, saved again, for two problems"),
        ),
    ),
    "before_is_after": Entry(
        "warning",
        say("整改后照片与整改前照片几乎相同", "The after-photo is nearly the photo from before"),
        (
            say(
                "同一机位拍摄，整改内容在画面中不明显",
                "The same viewpoint, and what was put right hardly shows",
            ),
            say("选错照片", "The wrong photo was chosen"),
        ),
    ),
    "taken_before_report": Entry(
        "warning",
        say(
            "整改后照片的拍摄时间早于问题上报或本轮整改",
            "The after-photo says it was taken before the work began",
        ),
        (CLOCK_OFF, FROM_GALLERY, say("上报前已整改", "It was put right before it was reported")),
    ),
    "implausible_speed": Entry(
        "notice",
        say("同一人两次拍摄之间的移动速度不合理", "Nobody travels so fast between two photos"),
        (
            say("两人共用一个账号", "Two people share one account"),
            say("定位漂移或手机时间调整过", "The position jumped, or the phone's clock was set"),
        ),
    ),
    "datum_hint": Entry(
        "info",
        say("位置差异符合火星坐标偏移", "The places differ exactly as GCJ-02 and WGS-84 do"),
        (DATUM,),
    ),
    "thumbnail_mismatch": Entry(
        "notice",
        say("照片内嵌缩略图与照片内容不符", "The small picture inside the file shows something else"),
        (
            say("在相册中裁剪或调整过", "Cropped or adjusted in the gallery"),
            say("编辑软件未更新缩略图", "An editor did not renew it"),
        ),
    ),
    "editor_software": Entry(
        "notice",
        say("经过图片编辑软件", "Saved by a picture editor"),
        (say("添加水印或裁剪", "A watermark or a crop"),),
    ),
    "trailing_bytes": Entry(
        "info",
        say("图片末尾有附加数据", "Extra bytes behind the picture"),
        (say("动态照片或厂商附加数据", "A motion photo or a maker's own data"),),
    ),
    "no_camera_exif": Entry("info", say("没有相机信息", "No camera is named"), (STRIPPED,)),
    "exif_readers_differ": Entry(
        "info",
        say("两种解析工具读出的信息不同", "Two readers understand the metadata differently"),
        (say("信息格式不规范", "Metadata written carelessly"),),
    ),
}


ELSEWHERE = say("其他区域", "in another area")


def present_finding(
    code: str, severity: str, detail: dict[str, Any], case_numbers: Mapping[str, str]
) -> dict[str, Any]:
    """The JSON of a finding; of other cases only those in `case_numbers`, by id, are named."""
    entry = CATALOGUE[code]
    shown = {**detail, "others": [present_other(other, case_numbers) for other in detail.get("others", ())]}
    words = {"label": entry.label, "benign": list(entry.benign)}
    return {"code": code, "severity": severity, "detail": shown if "others" in detail else detail, **words}


def present_other(other: dict[str, Any], case_numbers: Mapping[str, str]) -> dict[str, Any]:
    """Another photo that a finding speaks of, with its case if the reader may see that, else without both."""
    number = case_numbers.get(other["case_id"])
    if number is not None:
        return {**other, "case_number": number}
    unnamed = {name: value for name, value in other.items() if name not in {"photo_id", "case_id"}}
    return {**unnamed, "area": ELSEWHERE}
