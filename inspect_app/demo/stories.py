"""The cases of the demo city, one row each: what, where, who saw it, what became of it, and how long ago."""

from dataclasses import dataclass, field
from typing import Any

NO_POSITION, OUTSIDE = "no position", "outside"
LONG_NOTE = (
    "巡查路线：自桃溪路口向东，沿施工便道步行约八百米。" * 24
    + "\n\n现场情况：\n1. 围挡缺失三处；\n2. 裸土未覆盖；\n3. 车辆冲洗设施停用；\n4. 出入口带泥。\n"
) * 3


@dataclass(frozen=True)
class Story:
    """One case. `street` is a grid's code, `due` days from now, `photos` how many come with the report.

    `odd` names a peculiarity of its photos, `into` the key of the case it is merged into.
    """

    category: str
    scene: str
    street: str
    reporter: str
    plot: str
    age: int
    note: str
    due: float | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    photos: int = 1
    odd: str = ""
    key: str = ""
    into: str = ""
    unit: str = ""


DUST = {"site_name": "云锦花园二期", "missing_measure": "covering"}
TRUCK = {"plate": "川ND0835", "fault": "uncovered", "direction": "由北向南"}

STORIES = (
    # Waiting for the supervisor.
    Story("construction_dust", "construction", "DL-S1", "inspector", "reported", 0,
          "工地裸土未覆盖，围挡有缺口，车辆带泥上路。", fields=DUST, photos=2),
    Story("muck_truck", "muck_truck", "NH-S1", "inspector-nh", "reported", 0,
          "渣土车未苫盖，沿途撒漏。", fields=TRUCK, photos=2, odd="plate"),
    Story("open_burning", "rubbish", NO_POSITION, "inspector-by", "reported", 1,
          "路边焚烧垃圾，手机定位失败，位置在石门镇集市北侧约两百米。", fields={"burnt": "生活垃圾"}),
    Story("road_dust", "street", OUTSIDE, "inspector-xl", "reported", 2,
          "城外国道货车扬尘严重。", fields={"road": "国道连接线"}),
    Story("other", "street", "XL-S2", "inspector-xl", "reported", 1,
          "喷漆异味，未见明显烟尘 😷👃。", fields={"what": "异味"}),
    Story("bare_soil", "bare_soil", "DL-S2", "inspector", "reported", 3,
          "大面积黄土裸露，无人管理。", fields={"area_m2": 4200}, photos=3, odd="one awaited"),
    Story("material_pile", "sand", "BY-S3", "inspector-by", "accepted", 0,
          "砂石料露天堆放，未覆盖。", fields={"material": "砂石", "area_m2": 600}),
    Story("catering_fumes", "kitchen", "NH-S2", "inspector-nh", "accepted", 1,
          '店名写作 <b>"老灶"</b> & \'兄弟\'；油烟直排巷内 <script>alert(1)</script>',
          fields={"shop": '<i>老灶</i> "兄弟"', "purifier": "none"}),
    Story("construction_dust", "construction", "XL-S1", "inspector-xl", "refused", 4,
          "围挡不完整，土方作业未湿法。", fields={"site_name": "西岭物流园"}),
    # With a unit.
    Story("construction_dust", "construction", "DL-S3", "inspector-dl", "assigned", 0,
          "土方开挖未喷淋。", due=3, fields={"missing_measure": "wet"}, odd="exif"),
    Story("bare_soil", "bare_soil", "DL-S1", "inspector", "assigned", 2,
          "拆迁地块裸土未覆盖。", due=3, photos=2),
    Story("straw_burning", "straw_field", "BY-S5", "inspector-by", "assigned", 0,
          "田间多处火点，烟雾飘向村庄！🔥🔥", due=0.4, odd="exif",
          fields={"area_m2": 2600, "still_burning": True}),
    Story("muck_truck", "muck_truck", "BY-S1", "inspector-by", "assigned", 3,
          "渣土车车轮带泥。", due=-1, odd="plate",
          fields=TRUCK | {"plate": "川ND1180", "fault": "dirty_wheels"}),
    Story("construction_dust", "construction", "DL-S2", "inspector", "working", 3,
          LONG_NOTE, due=2, fields=DUST, photos=3, odd="exif"),
    Story("material_pile", "sand", "DL-S4", "inspector-dl", "working", 9,
          "搅拌站料仓未封闭。", due=-3, fields={"material": "水泥、砂", "area_m2": 900}),
    Story("bare_soil", "bare_soil", "XL-S3", "inspector-xl", "working", 12,
          "河道清淤土方未覆盖。", due=-5, odd="far"),
    Story("small_polluters", "workshop", "DL-S5", "inspector-dl", "working", 6,
          "小作坊喷塑，无治理设施。", due=9, fields={"enterprise": "某金属制品加工点"}, photos=2),
    Story("bulk_coal", "coal", "NH-S4", "inspector-nh", "supplemented", 5,
          "门市销售散煤，堆放无覆盖。", due=1, fields={"activity": "sale"}, photos=2),
    Story("construction_dust", "construction", "DL-S4", "inspector-dl", "extension_open", 4,
          "基坑作业扬尘明显。", due=1, fields={"site_name": "长亭中学扩建"}),
    Story("bare_soil", "bare_soil", "NH-S3", "inspector-nh", "extended", 10,
          "弃土场未绿化。", fields={"area_m2": 12000}),
    Story("construction_dust", "construction", "BY-S2", "inspector-by", "extension_denied", 5,
          "未设车辆冲洗。", due=-1, fields={"missing_measure": "wheel_wash"}),
    Story("road_dust", "street", "DL-S1", "inspector", "transferred", 4,
          "道路积尘，车过扬尘。", due=2, fields={"road": "桃溪路"}, unit="DL-CG"),
    Story("construction_dust", "construction", "NH-S1", "inspector-nh", "suspended", 14,
          "停工工地裸土。", due=5, fields={"site_name": "南湖广场"}),
    Story("bulk_coal", "workshop", "XL-S4", "inspector-xl", "resumed", 20,
          "燃煤小锅炉仍在使用。", due=4, fields={"activity": "boiler"}),
    Story("small_polluters", "workshop", "XL-S5", "inspector-xl", "recalled", 7,
          "打磨粉尘无组织排放。\u202eمصنع صغير\u202c（牌匾文字方向混排）", due=6, unit="XL-CG"),
    # Back from the unit.
    Story("construction_dust", "construction", "DL-S5", "inspector-dl", "submitted", 4,
          "堆土未覆盖。", fields=DUST, photos=2, odd="exif"),
    Story("bare_soil", "bare_soil", "DL-S2", "inspector", "submitted", 5, "待建地块裸露。"),
    Story("catering_fumes", "kitchen", "BY-S1", "inspector-by", "submitted", 8,
          "油烟净化器未开启。", fields={"shop": "某饭馆", "purifier": "off"}, odd="editor"),
    Story("straw_burning", "straw_field", "NH-S5", "inspector-nh", "submitted", 3,
          "秸秆焚烧痕迹，仍有余火。", fields={"area_m2": 800}),
    Story("material_pile", "coal", "DL-S3", "inspector-dl", "returned", 4,
          "煤矸石露天堆存。", due=1, fields={"material": "煤矸石"}),
    Story("construction_dust", "construction", "DL-S1", "inspector", "returned_twice", 6,
          "土方未覆盖，屡次提醒。", due=0.3, fields=DUST, photos=2, key="twice"),
    Story("construction_dust", "construction", "BY-S4", "inspector-by", "verified", 5,
          "塔吊下裸土。", fields={"site_name": "石门安置房"}),
    Story("open_burning", "rubbish", "XL-S1", "inspector-xl", "submitted", 3,
          "焚烧建筑垃圾。", fields={"burnt": "木模板"}, odd="same bytes"),
    Story("small_polluters", "workshop", "NH-S2", "inspector-nh", "verified", 11,
          "沥青加热冒黑烟。", fields={"enterprise": "防水材料点"}),
    # Ended, and ended more than once.
    Story("muck_truck", "muck_truck", "DL-S2", "inspector", "closed", 8,
          "渣土车未密闭。", fields=TRUCK | {"plate": "川ND2267"}, odd="plate"),
    Story("straw_burning", "straw_field", "DL-S4", "inspector-dl", "closed", 16,
          "麦茬焚烧。", fields={"area_m2": 1500, "still_burning": False}, odd="exif"),
    Story("construction_dust", "construction", "DL-S2", "inspector", "closed", 22,
          "道路未硬化。", fields={"missing_measure": "hardened"}, photos=2),
    Story("bulk_coal", "coal", "BY-S3", "inspector-by", "closed", 26,
          "散煤堆场无抑尘网。", fields={"activity": "sale"}),
    Story("bare_soil", "bare_soil", "NH-S4", "inspector-nh", "closed_after_two_rounds", 15,
          "堤坝外坡裸露。", fields={"area_m2": 3000}),
    Story("road_dust", "street", "XL-S3", "inspector-xl", "closed", 12, "施工便道扬尘。", odd="old fix"),
    Story("catering_fumes", "kitchen", "DL-S1", "inspector", "closed", 28,
          "烧烤摊油烟扰民。", fields={"purifier": "dirty"}),
    Story("material_pile", "sand", "XL-S4", "inspector-xl", "relapsed", 21,
          "砂场覆盖网破损。", due=1, fields={"material": "机制砂"}, photos=2),
    Story("other", "street", "NH-S1", "inspector-nh", "rejected", 6, "远处一片灰白。", odd="quarantined"),
    Story("open_burning", "rubbish", "BY-S2", "inspector-by", "withdrawn", 9, "疑似焚烧。"),
    Story("construction_dust", "construction", "DL-S1", "inspector-dl", "merged", 5,
          "与同事上报的工地相同，从另一侧拍摄。", fields=DUST, into="twice"),
    Story("road_dust", "street", "BY-S5", "inspector-by", "voided", 7, "管道抢修开挖。"),
)  # fmt: skip
