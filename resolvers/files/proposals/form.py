"""The columns of the spreadsheets by which administrators propose accounts and organisations.

Source: docs/domain.md 1; docs/decisions/046-a-province-begins.md. The paths are those of `accountCreate` and `organizationCreate`.
"""

from domain.message.text import Text
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.header import Meanings, comparable

DIVISION = Text("区划代码，或名称，如“浙江省杭州市余杭区”", "The code of a division, or its name, such as 浙江省杭州市余杭区")
OFFICE = Text("办公室名称，须与平台登记的一致", "The office's name as the platform has it")
SEVERAL = Text("可填多项，以顿号分隔", "Several may be given, with a semicolon between")
LAST_DAY = Text("最后一日，如 2027-12-31", "The last day, such as 2027-12-31")

ACCOUNTS = (
    FormColumn("subject", ("subject",), Text("登录标识", "Subject"), "digits", ("账号", "登录名", "用户名", "统一认证标识"), needed=True),
    FormColumn("name", ("name",), Text("姓名", "Name"), "text", ("人员姓名", "用户姓名"), needed=True),
    FormColumn(
        *("division", ("membership", "office"), Text("办公室区划", "Division of the office"), "division", ("所在区划", "单位区划", "区划")),
        needed=True,
        hint=DIVISION,
    ),
    FormColumn(
        *(
            "office",
            ("membership", "office"),
            Text("办公室", "Office"),
            "text",
            ("机构", "机构名称", "单位", "单位名称", "所在单位", "部门"),
        ),
        needed=True,
        hint=OFFICE,
    ),
    FormColumn("role", ("membership", "role"), Text("角色", "Role"), "choice", ("岗位", "平台角色"), "ROLE", needed=True),
    FormColumn(
        *("scope", ("membership", "scope"), Text("管辖区划", "Scope"), "divisions", ("负责区划", "管辖范围", "负责村居")), hint=SEVERAL
    ),
    FormColumn("since", ("membership", "startsOn"), Text("任职起始日", "From"), "moment", ("起始日期", "开始日期")),
    FormColumn(
        *("until", ("membership", "endsOn"), Text("任职截止日", "Until"), "moment", ("截止日期", "结束日期", "有效期至")),
        needed=True,
        hint=LAST_DAY,
    ),
)
ORGANIZATIONS = (
    FormColumn("name", ("name",), Text("机构名称", "Name"), "text", ("名称", "单位名称", "机构"), needed=True),
    FormColumn("kind", ("kind",), Text("机构类别", "Kind"), "choice", ("类别", "机构类型"), "ORGANIZATION_KIND", needed=True),
    FormColumn(
        "region", ("region",), Text("所属区划", "Division"), "division", ("区划", "行政区划", "区划代码"), needed=True, hint=DIVISION
    ),
    FormColumn("department", ("department",), Text("部门", "Department"), "choice", ("部门类别", "条线"), "DEPARTMENT"),
    FormColumn("lines", ("lines",), Text("承接部门", "Lines"), "several", ("承接条线", "承接的部门"), "DEPARTMENT", hint=SEVERAL),
)


def headers_of(form: tuple[FormColumn, ...]) -> Meanings:
    """Return the headers that name each of some columns."""
    return {comparable(header): column for column in reversed(form) for header in (*column.also, column.title.en, column.title.zh)}
