"""Who works in the demo city: units, people, duties. Invented names throughout."""

from dataclasses import dataclass

from inspect_app.core.roles import Role

ROOT = "demo-city"
ROOT_NAME = "示例市生态环境局"


@dataclass(frozen=True)
class UnitPlan:
    """A unit below another."""

    code: str
    name: str
    kind: str
    parent: str = ROOT


@dataclass(frozen=True)
class PersonPlan:
    """A person with one role in one unit; an inspector perhaps in some grids only."""

    username: str
    name: str
    role: Role
    unit: str
    grids: tuple[str, ...] = ()


UNITS = (
    UnitPlan("DL", "东林生态环境分局", "district"),
    UnitPlan("BY", "北原生态环境分局", "district"),
    UnitPlan("XL", "西岭生态环境分局", "district"),
    UnitPlan("NH", "南湖生态环境分局", "district"),
    *(
        UnitPlan(f"{code}-{short}", f"{name}{bureau}", "bureau", code)
        for code, name in (("DL", "东林区"), ("BY", "北原区"), ("XL", "西岭区"), ("NH", "南湖区"))
        for short, bureau in (("ZJ", "住房和城乡建设局"), ("CG", "城市管理局"))
    ),
    UnitPlan("JT", "示例市交通运输局", "bureau"),
    UnitPlan("NY", "示例市农业农村局", "bureau"),
    UnitPlan("SJ", "示例市市场监督管理局", "bureau"),
    UnitPlan("DL-J1", "桃溪街道办事处", "street", "DL"),
    UnitPlan("BY-J1", "白鹭镇人民政府", "street", "BY"),
    UnitPlan("XL-J1", "古渡镇人民政府", "street", "XL"),
    UnitPlan("NH-J1", "荷塘街道办事处", "street", "NH"),
)

# The four accounts of the tour. Supervisor and verifier stand at the top, so that a report from anywhere on
# earth, which is outside all grids of an invented city, reaches them too.
TOUR = (
    PersonPlan("inspector", "林某", Role.INSPECTOR, "DL", ("DL-S1", "DL-S2")),
    PersonPlan("supervisor", "周某", Role.SUPERVISOR, ROOT),
    PersonPlan("handler", "陈某", Role.HANDLER, "DL-ZJ"),
    PersonPlan("verifier", "何某", Role.VERIFIER, ROOT),
)

OTHERS = (
    PersonPlan("inspector-dl", "王某", Role.INSPECTOR, "DL"),
    PersonPlan("inspector-by", "𠮷某", Role.INSPECTOR, "BY"),
    PersonPlan("inspector-xl", "欧阳某", Role.INSPECTOR, "XL"),
    PersonPlan("inspector-nh", "赵某某", Role.INSPECTOR, "NH", ("NH-S1", "NH-S2", "NH-S3")),
    PersonPlan("supervisor-dl", "孙某", Role.SUPERVISOR, "DL"),
    PersonPlan("supervisor-by", "郑某", Role.SUPERVISOR, "BY"),
    PersonPlan("supervisor-xl", "冯某", Role.SUPERVISOR, "XL"),
    PersonPlan("supervisor-nh", "褚某", Role.SUPERVISOR, "NH"),
    PersonPlan("verifier-dl", "卫某", Role.VERIFIER, "DL"),
    PersonPlan("verifier-nh", "蒋某", Role.VERIFIER, "NH"),
    PersonPlan("handler-dl-cg", "沈某", Role.HANDLER, "DL-CG"),
    PersonPlan("handler-by-zj", "韩某", Role.HANDLER, "BY-ZJ"),
    PersonPlan("handler-by-cg", "杨某", Role.HANDLER, "BY-CG"),
    PersonPlan("handler-xl-zj", "朱某", Role.HANDLER, "XL-ZJ"),
    PersonPlan("handler-xl-cg", "秦某", Role.HANDLER, "XL-CG"),
    PersonPlan("handler-nh-zj", "尤某", Role.HANDLER, "NH-ZJ"),
    PersonPlan("handler-nh-cg", "许某", Role.HANDLER, "NH-CG"),
    PersonPlan("handler-jt", "吕某", Role.HANDLER, "JT"),
    PersonPlan("handler-ny", "施某", Role.HANDLER, "NY"),
    PersonPlan("handler-sj", "张某", Role.HANDLER, "SJ"),
    PersonPlan("handler-dl-j1", "孔某", Role.HANDLER, "DL-J1"),
    PersonPlan("handler-by-j1", "曹某", Role.HANDLER, "BY-J1"),
    PersonPlan("handler-xl-j1", "严某", Role.HANDLER, "XL-J1"),
    PersonPlan("handler-nh-j1", "华某", Role.HANDLER, "NH-J1"),
)

BY_CITY = (("road_dust", "JT"), ("straw_burning", "NY"), ("bulk_coal", "SJ"))
BY_DISTRICT = (
    ("construction_dust", "ZJ"),
    ("bare_soil", "ZJ"),
    ("material_pile", "ZJ"),
    ("muck_truck", "CG"),
    ("catering_fumes", "CG"),
    ("open_burning", "CG"),
    ("small_polluters", "J1"),
)
SOURCE = "示例市大气污染防治责任清单（虚构）"


def duty_lines(first_day: str) -> str:
    """The duty table as a file for `flask duties import`; `other` is nobody's, so that it waits in triage."""
    rows = [f"{category},,{unit},{first_day},,{SOURCE}" for category, unit in BY_CITY]
    rows += [
        f"{category},{district},{district}-{short},{first_day},,{SOURCE}"
        for district in ("DL", "BY", "XL", "NH")
        for category, short in BY_DISTRICT
    ]
    return "\n".join(["category,grid_code,unit_code,valid_from,valid_to,source", *rows, ""])
