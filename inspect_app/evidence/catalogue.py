"""The catalogue of findings: severity, words, and the harmless causes to think of first. Bilingual."""

from dataclasses import dataclass
from typing import Any

Label = dict[str, str]


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
    "gps_time_differs": Entry(
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
    "clock_behind": Entry(
        "notice",
        say("拍摄时间比接收时间早很多", "Taken long before it was received"),
        (LONG_WAY, FROM_GALLERY, say("手机时间为手动设置", "Time set by hand")),
    ),
    "future_date": Entry(
        "warning", say("照片内日期在接收之后", "The photo's own date lies after its receipt"), (CLOCK_OFF,)
    ),
    "same_bytes_seen_before": Entry(
        "warning",
        say("同一照片文件此前已上传过", "The very same file has been sent before"),
        (say("一张照片反映两个问题", "One photo for two problems"), say("重复上报", "Reported twice")),
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


def present_finding(code: str, severity: str, detail: dict[str, Any]) -> dict[str, Any]:
    """The JSON of a finding."""
    entry = CATALOGUE[code]
    words = {"label": entry.label, "benign": list(entry.benign)}
    return {"code": code, "severity": severity, "detail": detail, **words}
