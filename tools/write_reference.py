"""Writes the pages of ``docs/reference`` that follow from the code.

``python tools/write_reference.py`` writes settings.md, commands.md and commands.zh.md, codes.md,
permits.md, files.md, forms.md, api.md, provisions.md and worked-cases.md anew; ``tests/docs``
compares the pages with what this module gives, so that a page and the code cannot part.
``pages()`` is the whole interface.
"""

from __future__ import annotations

import atexit
import copy
import io
import json
import os
import re
import runpy
import shutil
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import click
import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
WIDTH = 96
WRITTEN = "<!-- Written by tools/write_reference.py; change the code and run `make docs`. -->"

# What settings mean in Chinese, and in English where the code has no comment beside the field.
SETTINGS_ZH = {
    "home": "一切状态所在的目录",
    "lang": "未作选择者的页面与邮件语言：zh 或 en",
    "database_url": "登记库地址；留空时用数据目录中的 SQLite 文件",
    "base_url": "邮件中指向本安装的地址",
    "hosts": "服务器应答的主机名，逗号分隔",
    "https": "Cookie 只经 TLS 传送，并启用 HSTS",
    "region": "区域文件名，见 vocabulary/data/regions",
    "outlines": "本区镇街轮廓的 GeoJSON 文件；留空时用数据目录中的 region.geojson",
    "mail": "folder：邮件写入数据目录的 mail；smtp：实际发送",
    "mail_from": "邮件的发件人地址",
    "smtp_host": "SMTP 服务器主机名",
    "smtp_port": "SMTP 服务器端口",
    "smtp_user": "SMTP 登录名；留空则不登录",
    "smtp_password": "SMTP 登录密码",
    "smtp_tls": "STARTTLS 加密",
    "session_hours": "登录后最多保持的小时数，期满须重新登录",
    "session_rest_minutes": "无操作多少分钟后须重新登录",
    "admin_session_hours": "管理员登录后最多保持的小时数",
    "admin_session_rest_minutes": "管理员无操作多少分钟后须重新登录",
    "second_factor_for": "必须使用第二验证的角色，逗号分隔",
    "proxies": "前面可信代理的层数，由其 X-Forwarded-For 得知来访地址",
    "oidc_issuer": "可用于登录的 OpenID Connect 身份提供方地址；留空则不用",
    "oidc_client_id": "本安装在身份提供方处的客户端标识",
    "oidc_client_secret": "客户端密钥；公开客户端没有",
    "oidc_name": "登录页上身份提供方的称呼；留空则用其主机名",
    "vault": "folder：文件存在数据目录的 papers；s3：存在支持 S3 的存储服务",
    "s3_endpoint": "存储服务的主机名与端口",
    "s3_bucket": "存储桶名称",
    "s3_access_key": "存储服务的访问密钥",
    "s3_secret_key": "存储服务的私有密钥",
    "s3_tls": "经 TLS 连接存储服务",
    "webhook_plain_http": "推送地址可以不经 TLS",
    "webhook_private": "推送地址可以通向内网与本机",
    "paper_limit_mb": "存入文件的最大体积，单位 MB",
    "log": "text：只记故障；json：供机器读取的逐行记录，每个请求一行",
    "metrics_from": "可读取 /metrics 的地址，逗号分隔",
    "upload_limit_mb": "导入页面接受的最大文件，单位 MB",
    "memory_mb": "分析引擎可用的内存，单位 MB",
    "api_per_minute": "一个令牌或地址每分钟对 /api/v1 的请求数；0 表示不限",
    "alarm_days": "红色预警无人处理多少天后提醒所在镇街的服务站",
    "jobs_keep_days": "已完成的任务保留多少天后清除；0 表示不清除",
    "timestamp_url": "为日志签名头加盖时间戳的 RFC 3161 机构地址；留空则不加盖",
}
SETTINGS_EN = {
    "admin_session_rest_minutes": "minutes of rest after which an administrator signs in anew",
    "mail_from": "sender's address of mails",
    "smtp_host": "host name of the SMTP server",
    "smtp_port": "port of the SMTP server",
    "s3_bucket": "name of the bucket",
    "s3_access_key": "access key of that server",
    "s3_secret_key": "secret key of that server",
    "s3_tls": "speak to it over TLS",
    "smtp_user": "SMTP login name; no login when empty",
    "smtp_password": "SMTP login password",
}

ROLES = {
    "operator": ("the person at the server's own command line", "服务器命令行上的操作者"),
    "administrator": ("runs the installation", "系统管理员"),
    "office": ("district office", "区知识产权局"),
    "station": ("town service station", "镇街服务站"),
    "enforcement": ("enforcement officer", "执法人员"),
    "firm": ("a firm's person", "企业用户"),
    "lender": ("bank", "银行"),
    "insurer": ("insurer", "保险机构"),
    "guarantor": ("guarantor", "担保机构"),
    "alliance": ("alliance secretariat", "联盟秘书处"),
    "agency": ("service agency", "服务机构"),
    "nobody": ("has left every organisation", "已离开所有机构"),
}


@dataclass(frozen=True)
class Entry:
    """A place in the home folder. ``pattern`` matches whole relative paths of files;
    ``kept`` says whether a backup holds it."""

    place: str
    pattern: str
    kept: bool
    meaning_en: str
    meaning_zh: str


LAYOUT: tuple[Entry, ...] = (
    Entry("settings.toml", r"settings\.toml", True,
          "settings, written by the administrator; may be absent", "管理员写的设置，可以没有"),
    Entry("secret.key", r"secret\.key", True,
          "key that signs sessions; readable by its owner only", "会话签名密钥，只有本用户可读"),
    Entry("journal.key", r"journal\.key", True,
          "key that signs heads of the journal; readable by its owner only",
          "日志头的签名密钥，只有本用户可读"),
    Entry("register.sqlite3", r"register\.sqlite3(-wal|-shm)?", True,
          "the register: people, firms, their rights, events and payments, corrections of the "
          "law, imports, watches, warnings, journal, outbox",
          "登记库：人员、企业及其权利、法律事件与缴费、法律数据的更正、导入、监视、预警、日志、发件箱"),
    Entry("corpus/MANIFEST.json", r"corpus/MANIFEST\.json", True,
          "names the volumes and the index of the current vintage", "当前数据版本的卷与索引清单"),
    Entry("corpus/LOCK", r"corpus/LOCK", False,
          "held while an import or a reindex is writing", "导入或重建索引时持有的锁"),
    Entry("corpus/volumes/ID/statements.parquet", r"corpus/volumes/[^/]+/statements\.parquet",
          True, "what each source row of one import said, with its raw text",
          "一次导入中每个来源行的陈述及原文"),
    Entry("corpus/volumes/ID/documents.parquet", r"corpus/volumes/[^/]+/documents\.parquet",
          True, "the documents that this import made or changed", "该次导入新建或改动的文献"),
    Entry("corpus/volumes/ID/superseded.parquet", r"corpus/volumes/[^/]+/superseded\.parquet",
          True, "which documents of earlier volumes these replace", "被取代的旧卷文献"),
    Entry("corpus/index/NAME/", r"corpus/index/[^/]+/.+", False,
          "the full-text index; built again from the volumes by `ipharbor reindex`",
          "全文索引，可由 `ipharbor reindex` 从各卷重建"),
    Entry("corpus/staging/", r"corpus/staging/.+", False,
          "what a running import has written so far; cleared by the next one",
          "进行中的导入的暂存，下次导入时清除"),
    Entry("receipts/RUN/findings.parquet", r"receipts/\d+/findings\.parquet", True,
          "findings of one import by row and column", "一次导入的数据问题，按行列"),
    Entry("receipts/RUN/set_aside.parquet", r"receipts/\d+/set_aside\.parquet", True,
          "rows of one import that could not be read, with their text", "一次导入搁置的行及原文"),
    Entry("backtest.json", r"backtest\.json", True,
          "what back-tests of warnings came to: `replay` is made again by `ipharbor warn backtest`",
          "预警检验的结果；其中 `replay` 可由 `ipharbor warn backtest` 重新生成"),
    Entry("region.geojson", r"region\.geojson", True,
          "outlines of the region's towns, brought by the administrator; may be absent",
          "本区镇街轮廓，由管理员放置，可以没有"),
    Entry("collateral/NAME.parquet", r"collateral/.+", False,
          "loans, marks and rights of the last night's look over pledged loans; reckoned again by "
          "a job",
          "最近一晚核对的质押贷款、质押率与权利，可由任务重新推算"),
    Entry("stress/NAME.json", r"stress/.+", False,
          "the last stress test of each lender's pledged loans; reckoned again by a job",
          "各银行质押贷款最近一次压力测试，可由任务重新推算"),
    Entry("plans/NAME.json", r"plans/.+", False,
          "renewal plans of many firms together, kept for their page; reckoned again by a job",
          "多家企业合并的续费计划，供页面使用，可由任务重新推算"),
    Entry("outlook/NAME/", r"outlook/.+", False,
          "how long rights are kept: a forest, its look back and its chances, as Parquet and "
          "JSON; made again by `ipharbor region learn`",
          "权利能维持多久：模型、回溯检验与可能性（Parquet 与 JSON），"
          "可由 `ipharbor region learn` 重新生成"),
    Entry("ledger/NAME/", r"ledger/.+", False,
          "the region's ledger in Arrow files, which the cockpit asks; made again by "
          "`ipharbor region ledger`",
          "全区总账（Arrow 文件），供驾驶舱使用，可由 `ipharbor region ledger` 重新生成"),
    Entry("mail/*.eml", r"mail/[^/]+\.eml", True,
          "mails, where `mail = \"folder\"`", "邮件（`mail = \"folder\"` 时）"),
    Entry("forms/*.docx", r"forms/[^/]+\.docx", True,
          "the district's own templates of official forms; may be absent",
          "本区自备的官方表格模板，可以没有"),
    Entry("receipts/RUN/outcome.json", r"receipts/\d+/outcome\.json", True,
          "what one import came to, written before its volume counts",
          "一次导入的结果，在其数据卷生效之前写下"),
    Entry("papers/", r"papers/[0-9a-f]{2}/[0-9a-f]{64}", True,
          "papers that people keep, each under the SHA-256 of its bytes (`vault = \"folder\"`)",
          "存入的文件，以内容的 SHA-256 为名（`vault = \"folder\"` 时）"),
    Entry("run/metrics/", r"run/metrics/.+", False,
          "what the processes of a running server count together for `/metrics`",
          "运行中的服务各进程为 `/metrics` 合计的数字"),
    Entry("run/backup", r"run/backup", False,
          "its time tells when the last backup was made", "其时间即最后一次备份的时间"),
    Entry("run/forwarded", r"run/forwarded", False,
          "there since a proxy was seen that `proxies` does not count",
          "曾发现 `proxies` 未计入的代理时留下"),
    Entry("uploads/", r"uploads/[^/]+", False,
          "files handed over on the imports page until their import is done",
          "导入页面收到的文件（导入完成前）"),
    Entry("backups/", r"backups/[^/]+\.tar(\.part)?", False,
          "backups that the schedule has written, the newest ones", "定时备份，只留最新的几份"),
    Entry("backups/lines/", r"backups/lines/\d{12}-\d{12}\.jsonl\.gz(\.part)?", False,
          "lines of the journal as they came, for a restore to a moment",
          "陆续留存的日志，供恢复到某一时刻"),
    Entry("backups/files/", r"backups/files/.+", False,
          "volumes, receipts and papers that those lines tell of",
          "上述日志所指的数据卷、回执与文件"),
    Entry("cache/", r"cache/.+", False,
          "what can be made again, such as the charts' script", "可随时重新生成的文件，如图表脚本"),
    Entry("DEMO", r"DEMO", True, "marks a demonstration; made by `ipharbor demo`", "演示标记"),
    Entry("sample/", r"sample/.+", False,
          "the files of the invented region that `ipharbor demo` or `sample build` brought in",
          "演示或 sample build 导入的虚构区域数据"),
    Entry("SAMPLE", r"SAMPLE", False,
          "which invented region it is, and which steps of making it are done",
          "示例区域的参数与已完成的步骤"),
)  # fmt: skip


FORM_RIGHTS = {
    "one": "",
    "some": "About one right or more.",
    "any": "Can be about rights, or none.",
}
FORM_NAMES = (
    ("`{{ f.NAME }}`", "a field of the form, or its named blank"),
    ("`{{ form }}`, `{{ firm }}`, `{{ subject }}`", "the form's title, the firm, the number of "
     "the right that the form is about"),
    ("`{{ on }}`, `{{ known_on }}`", "the day asked, the last day of which there is data"),
    ("`lines`", "the rights or fees: each has `no`, `number`, `title`, `patent_type`, `holders`, "
     "`year`, `fee_kind`, `full`, `reduced`, `fee`, `surcharge`, `payable`, `last_day`, "
     "`unsure`, `filed`, `granted`"),
    ("`grounds`", "the provisions applied: each has `provision`, `title`, `cited`, `unsure`"),
    ("`notes`, `blanks`", "what to look at before signing, and the fields left blank"),
    ("`{%tr for line in lines %}` … `{%tr endfor %}`", "repeats the table rows between; each "
     "stands in a row of its own"),
    ("`{%p for note in notes %}` … `{%p endfor %}`", "repeats the paragraphs between"),
)  # fmt: skip


def pages() -> dict[str, str]:
    """The text of each written page, by file name."""
    _ready()
    return {
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "commands.zh.md": commands_page_in_chinese(),
        "codes.md": codes_page(),
        "permits.md": permits_page(),
        "files.md": files_page(),
        "provisions.md": provisions_page(),
        "worked-cases.md": worked_page("en"),
        "worked-cases.zh.md": worked_page("zh"),
        "forms.md": forms_page(),
        "api.md": api_page(),
    }


def api_page() -> str:
    """Every operation of the programming interface, with a call that runs."""
    from ipharbor.api.app import api

    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    told = runpy.run_path(str(ROOT / "tools" / "api_reference.py"))
    heading, _, rest = told["page"](described).partition("\n")
    return f"{heading}\n\n{WRITTEN}\n{rest}"


def settings_page() -> str:
    from ipharbor import settings

    said = _comments(Path(settings.__file__))
    rows = []
    for field in fields(settings.Settings):
        english = said.get(field.name) or SETTINGS_EN[field.name]
        default = "" if field.default is MISSING else _shown(field.default)
        if field.name == "home":
            default = "`~/.local/share/ipharbor`"
        variable = f"`{settings.PREFIX}{field.name.upper()}`"
        rows.append([f"`{field.name}`", variable, _kind(str(field.type)), default, english,
                     SETTINGS_ZH[field.name]])  # fmt: skip
    return _page(
        "Settings 设置",
        "Each setting is an environment variable or a line of `settings.toml` in the home folder; "
        "the variable wins over the file, the file over the default. `home` is not set in the "
        "file: it says where the file is. An unknown name or an unreadable value stops the "
        "command with a message. `lang` is `zh` or `en`. A switch is `true` or `false`.\n\n"
        "```toml\n"
        'base_url = "https://ip.example.org"\n'
        'hosts = "ip.example.org"\n'
        "https = true\n"
        'mail = "smtp"\n'
        'smtp_host = "mail.example.org"\n'
        "memory_mb = 2048\n"
        "```",
        _table(["setting", "variable", "type", "default", "meaning", "含义"], rows),
    )


def commands_page() -> str:
    parts = [_help(name, command) for name, command in _commands()]
    return _page(
        "Commands 命令",
        "`ipharbor --home DIR COMMAND …` works on the installation in DIR. Exit codes: 0 done, "
        "1 refused or something is wrong (the message has a code, see [codes](codes.md)), 2 the "
        "command was mistyped, 130 stopped by Ctrl-C. Messages are Chinese where the terminal's "
        "locale is (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English; `--lang` decides.",
        *parts,
    )


def commands_page_in_chinese() -> str:
    """The same in Chinese, by the catalogue as it would be compiled."""
    from ipharbor.cli.app import speaking
    from ipharbor.cli.speaking import LOCALE, speak

    path = Path("zh_Hans", "LC_MESSAGES", "messages")
    with tempfile.TemporaryDirectory() as folder:
        made = (Path(folder) / path).with_suffix(".mo")
        made.parent.mkdir(parents=True)
        with (LOCALE / path).with_suffix(".po").open("rb") as opened, made.open("wb") as written:
            write_mo(written, read_po(opened, locale="zh_Hans"))
        try:
            command = speaking("zh", Path(folder))
            parts = [_help(name, told) for name, told in _walk("ipharbor", command)]
        finally:
            speak("en")
    return _page(
        "命令",
        "`ipharbor --home DIR COMMAND …` 在 DIR 的安装上执行。退出码：0 完成；1 被拒绝或有问题"
        "（提示带代码，见[代码](codes.md)）；2 命令写错；130 被 Ctrl-C 停止。终端语言"
        "（`LC_ALL`、`LC_MESSAGES`、`LANG`）为中文时提示用中文，否则用英文；`--lang` 优先。",
        *parts,
    )


def codes_page() -> str:
    from ipharbor.vocabulary.messages import catalogue

    subjects: dict[str, list[list[str]]] = {}
    for code, said in sorted(catalogue().items()):
        cells = [f"`{code}`"]
        for lang in ("zh", "en"):
            then = said[lang].get("next", "")
            cells.append(said[lang]["what"] + (f"<br>→ {then}" if then else ""))
        subjects.setdefault(code.split(".")[0], []).append(cells)
    parts = [
        f"## {subject}\n\n" + _table(["code", "中文", "English"], rows)
        for subject, rows in subjects.items()
    ]
    return _page(
        "Codes 代码",
        "Every sentence about an error, a finding, a signal, a grade or a decision has a stable "
        "code. What stands in braces is filled in. After the arrow: what to do next.",
        *parts,
    )


def permits_page() -> str:
    from ipharbor.actions import permits

    rows = [
        [f"`{action}`", *(_relation(row.get(role)) for role in permits.ROLES),
         f"`{scope}`" if (scope := permits.scope_of(action)) else "–"]
        for action, row in permits.TABLE.items()
    ]  # fmt: skip
    who = [[f"`{role}`", *ROLES[role]] for role in permits.ROLES]
    return _page(
        "Permits 权限",
        "One table decides who may do what; every action and every page asks it. A cell is the "
        "relation the caller must have to the thing, as told in "
        "[who may do what](../explanation/permits.md); a dash means never. A refusal has the "
        "code `permit.denied`, or `permit.scope` where the token's person may and the token may "
        "not; what may not be read is answered as if it were not there. *Scope*: what a token "
        "needs; a dash: no token does it.",
        _table(["role", "who", "角色"], who),
        _table(["action", *permits.ROLES, "scope"], rows),
    )


def _relation(relation: object) -> str:
    return "–" if relation is None else str(getattr(relation, "value", relation)).replace("_", " ")


def files_page() -> str:
    rows = [
        [f"`{entry.place}`", "yes" if entry.kept else "no", entry.meaning_en, entry.meaning_zh]
        for entry in LAYOUT
    ]
    return _page(
        "Files of the home folder 数据目录",
        "All state of an installation is in one folder: `--home DIR`, else `IPHARBOR_HOME`, else "
        "`~/.local/share/ipharbor`. *Backup*: whether `ipharbor backup` keeps it. With PostgreSQL "
        "(`database_url`) there is no `register.sqlite3`. How volumes, manifest and index hang "
        "together is told in [storage](../explanation/storage.md).",
        _table(["place", "backup", "what", "内容"], rows),
    )


def forms_page() -> str:
    from ipharbor.papers.kinds import LONGEST, forms

    parts = []
    for form in forms().values():
        rows = []
        for field in form.fields:
            choice = f"items of `{field.provision}`" if field.provision else ""
            choice = choice or ", ".join(f"`{one.code}` {one.zh}" for one in field.options)
            rows.append([f"`{field.name}`", field.zh, field.en, field.origin, field.kind, choice])
        parts.append(
            f"## {form.en} {form.zh}\n\n`{form.code}`, template `forms/{form.code}.docx`. "
            f"{form.about_en} {FORM_RIGHTS[form.rights]}".rstrip()
            + "\n\n"
            + _table(["field", "中文", "English", "from", "kind", "choices"], rows)
        )
    lengths = ", ".join(f"`{kind}` {most}" for kind, most in LONGEST.items())
    return _page(
        "Forms 表格",
        "The official forms that `ipharbor form` and the page *Official forms* fill, see "
        "[fill official forms](../how-to/fill-official-forms.md). *register*: known here or left "
        "blank; *law*: told by the book on the day; *hand*: only a person knows it; *either*: "
        "taken from the register where it is known, and what a person types wins. A day is "
        f"typed as 2024-02-05, a choice as its code. Longest texts, in characters: {lengths}.",
        "## What a template can ask for\n\n" + _table(["name", "what"], list(FORM_NAMES)),
        *parts,
    )


def provisions_page() -> str:
    from ipharbor.statutes import book
    from ipharbor.web.law import SUBJECTS

    national = book.load()
    parts = []
    for subject in sorted({name.split(".")[0] for name in national.names()}):
        rows = [
            row
            for name in national.names()
            if name.split(".")[0] == subject
            for row in _provision_rows(f"`{name}`", national.history(name))
        ]
        heading = f"## {subject}: {_in_english(SUBJECTS[subject])}"
        parts.append(f"{heading}\n\n" + _table(_PROVISION, rows))
    for region in book.regions():
        rows = [
            row
            for name, versions in sorted(region.entries.items())
            for row in _provision_rows(f"**{name}**", versions)
        ]
        parts.append(f"## {region.code} {region.en} {region.zh}\n\n" + _table(_PROVISION, rows))
    counted = sum(len(national.history(name)) for name in national.names())
    return _page(
        "Provisions 规定",
        f"The book of law as it comes with the program: {len(national.names())} provisions of the "
        f"country in {counted} versions, by subject; regional ones follow. Marks and units are "
        "told in [provision format](provision-format.md). A question mark: not certain, since "
        "neither text and first day were read nor a person stands for it. What officers of an "
        "installation verified or corrected is on its law page, and `ipharbor law` tells it.",
        *parts,
    )


_PROVISION = ["name", "what 内容", "value 值", "since–until", "source", "mark", "verified by"]


def _in_english(told: object) -> str:
    from django.utils import translation

    with translation.override("en"):
        return str(told)


def _provision_rows(name: str, versions: Iterable[Any]) -> Iterator[list[str]]:
    for one in versions:
        both = dict.fromkeys([one.value.text("zh"), one.value.text("en")])
        source = one.source.short if one.source else "–"
        version = f" ({one.source.version})" if one.source and one.source.version else ""
        yield [
            name,
            f"{one.zh}<br>{one.en}",
            "<br>".join(both),
            f"{one.since or '?'} – {one.until or ''}",
            source + version,
            one.mark.value + ("" if one.certain else " ?"),
            f"{one.verified.by}, {one.verified.on}" if one.verified else "–",
        ]


_WORKED: dict[str, dict[str, str]] = {
    "en": {
        "title": "Worked cases",
        "lead": "Deadlines and values reckoned by hand, each run against the program by its "
        "tests. They stand in `tests/law`, where a lawyer reads and adds to them; this page holds "
        "those told in both languages. [中文](worked-cases.zh.md). How days are counted is told "
        "in [How days are counted](../explanation/counting-days.md).",
        "head": "case; rule or provision; from / on; service; result; certain; articles; why",
        "yes": "yes", "no": "no", "gone": "not in force",
        "law_change": "Both sides of a change of the law", "year_end": "The end of the year",
        "leap_day": "Leap days", "spring_festival": "Spring Festival",
        "make_up_day": "Make-up working days", "month_length": "Months of different length",
        "post": "Service by post", "electronic": "Electronic service",
        "public_notice": "Service by public notice", "papers": "Papers named by their key",
        "paper": "key; title",
    },
    "zh": {
        "title": "手工核算案例",
        "lead": "以下期限和数值均由人工推算，并由测试逐条与程序对照。案例写在 `tests/law` 中，"
        "法律工作者可以阅读和增补；本页收录有中英文说明的各例。[English](worked-cases.md)。"
        "期限的算法见[期限怎样计算](../explanation/counting-days.zh.md)。",
        "head": "案例; 规则或规定; 起算日／查询日; 送达; 结果; 确定; 条文; 理由",
        "yes": "是", "no": "否", "gone": "未施行",
        "law_change": "修法前后", "year_end": "岁末年初", "leap_day": "闰日",
        "spring_festival": "春节", "make_up_day": "调休上班日", "month_length": "月份长短不一",
        "post": "邮寄送达", "electronic": "电子送达", "public_notice": "公告送达",
        "papers": "文件代号", "paper": "代号; 名称",
    },
}  # fmt: skip


def worked_page(lang: str) -> str:
    """The cases of ``tests/law`` that are told in both languages, each under the first topic
    it shows."""
    from ipharbor.statutes.provision import instruments

    words = _WORKED[lang]
    topics: dict[str, list[list[str]]] = {}
    cited: set[str] = set()
    for path in sorted((ROOT / "tests" / "law").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if "zh" in case:
                row = _worked_row(case, lang)
                topics.setdefault(case["shows"][0], []).append(row)
                cited |= {told.split()[0] for told in row[6].split("; ") if told != "–"}
    head = words["head"].split("; ")
    parts = [f"## {words[topic]}\n\n" + _table(head, rows) for topic, rows in topics.items()]
    keys = [[f"`{key}`", instruments()[key][lang]] for key in sorted(cited)]
    papers = f"## {words['papers']}\n\n" + _table(words["paper"].split("; "), keys)
    return _page(words["title"], words["lead"], *parts, papers)


def _worked_row(case: dict[str, Any], lang: str) -> list[str]:
    words, expect = _WORKED[lang], case["expect"]
    told = case["zh"] if lang == "zh" else case
    received = f" ({case['received']})" if "received" in case else ""
    provision = _provision_of(case)
    written = [provision.source.short] if provision and provision.source else []
    worth = _worth_of(case, provision, lang) if provision else words["gone"]
    return [
        told["case"],
        f"`{case.get('rule') or case['provision']}`",
        str(case.get("start") or case["asked"]),
        (f"`{case['served_by']}`" if "served_by" in case else "–") + received,
        str(expect.get("day") or worth),
        words["yes" if expect["certain"] else "no"] if "certain" in expect else "–",
        "; ".join(expect.get("articles", written)) or "–",
        told["why"],
    ]


def _provision_of(case: dict[str, Any]) -> Any:
    """The version of the provision that a case asks for; None where none is in force."""
    from ipharbor.statutes import book

    law = book.load().on(case.get("asked") or case["start"])
    return law[case["provision"]] if case.get("provision") in law else None


def _worth_of(case: dict[str, Any], provision: Any, lang: str) -> str:
    """The value a case expects, in ``lang``; the case itself states it in English."""
    worth = provision.table.at(**case["at"]) if "at" in case else provision.value
    return str(worth.text(lang))


def _ready() -> None:
    """Start Django on a throw-away home where nobody has started it yet."""
    from django.apps import apps

    if apps.ready:
        return
    home = tempfile.mkdtemp(prefix="ipharbor-docs-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["IPHARBOR_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()


def _comments(path: Path) -> dict[str, str]:
    """The comment behind each field of the module's first class, by the field's name."""
    said = {}
    source = path.read_text(encoding="utf-8")
    names = {
        number: found[1]
        for number, line in enumerate(source.splitlines(), start=1)
        if (found := re.match(r"    (\w+): \w+( =|  #|$)", line))
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and token.start[0] in names:
            said.setdefault(names[token.start[0]], token.string.lstrip("# "))
    return said


def _kind(name: str) -> str:
    return {"str": "text", "bool": "switch", "int": "whole number", "Path": "folder"}[name]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value != "" else "empty"


def _commands() -> Iterator[tuple[str, click.Command]]:
    from ipharbor.cli.app import ipharbor

    yield from _walk("ipharbor", ipharbor)


def _walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for word in command.list_commands(ctx):
                found = command.get_command(ctx, word)
                if found is not None:
                    yield from _walk(f"{name} {word}", found)


def _help(name: str, command: click.Command) -> str:
    # A command keeps the help option of whoever asked first; a copy asks anew.
    command = copy.copy(command)
    command._help_option = None
    ctx = click.Context(
        command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    told = re.sub(r"[ \t]+$", "", command.get_help(ctx), flags=re.MULTILINE)
    return f"## {name}\n\n```text\n{told}\n```"


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", WRITTEN, *parts]) + "\n"


def _table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [_row(headings), "|" + "---|" * len(headings), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
