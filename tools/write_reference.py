"""Writes the pages of ``docs/reference`` that follow from the code.

``python tools/write_reference.py`` writes settings.md, commands.md, codes.md, permits.md
and files.md anew; ``tests/docs`` compares the pages with what this module gives, so that a
page and the code cannot part. ``pages()`` is the whole interface.
"""

from __future__ import annotations

import atexit
import io
import os
import re
import shutil
import tempfile
import tokenize
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

import click

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
    "mail": "folder：邮件写入数据目录的 mail；smtp：实际发送",
    "mail_from": "邮件的发件人地址",
    "smtp_host": "SMTP 服务器主机名",
    "smtp_port": "SMTP 服务器端口",
    "smtp_user": "SMTP 登录名；留空则不登录",
    "smtp_password": "SMTP 登录密码",
    "smtp_tls": "STARTTLS 加密",
    "upload_limit_mb": "导入页面接受的最大文件，单位 MB",
    "memory_mb": "分析引擎可用的内存，单位 MB",
}
SETTINGS_EN = {
    "mail_from": "sender's address of mails",
    "smtp_host": "host name of the SMTP server",
    "smtp_port": "port of the SMTP server",
    "smtp_user": "SMTP login name; no login when empty",
    "smtp_password": "SMTP login password",
}

ROLES = {
    "operator": ("the person at the server's own command line", "服务器命令行上的操作者"),
    "administrator": ("runs the installation", "系统管理员"),
    "office": ("district office", "区知识产权局"),
    "firm": ("a firm's person", "企业用户"),
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
    Entry("mail/*.eml", r"mail/[^/]+\.eml", True,
          "mails, where `mail = \"folder\"`", "邮件（`mail = \"folder\"` 时）"),
    Entry("uploads/", r"uploads/[^/]+", False,
          "files handed over on the imports page until their import is done, and its log",
          "导入页面收到的文件（导入完成前）及其日志"),
    Entry("cache/", r"cache/.+", False,
          "what can be made again, such as the charts' script", "可随时重新生成的文件，如图表脚本"),
    Entry("DEMO", r"DEMO", True, "marks a demonstration; made by `ipharbor demo`", "演示标记"),
    Entry("sample-region.csv.gz", r"sample-region\.csv\.gz", False,
          "the invented region that `ipharbor demo` imported", "演示导入的虚构区域数据"),
    Entry("sample-events.csv.gz", r"sample-events\.csv\.gz", False,
          "its legal events and paid annuities", "虚构区域的法律事件与已缴年费"),
)  # fmt: skip


def pages() -> dict[str, str]:
    """The text of each written page, by file name."""
    _ready()
    return {
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "codes.md": codes_page(),
        "permits.md": permits_page(),
        "files.md": files_page(),
    }


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
        [f"`{action}`", *("yes" if role in roles else "no" for role in permits.ROLES),
         _own(action)]
        for action, roles in permits.TABLE.items()
    ]  # fmt: skip
    who = [[f"`{role}`", *ROLES[role]] for role in permits.ROLES]
    return _page(
        "Permits 权限",
        "One table decides who may do what; every action and every page asks it. *Own only* means "
        "on one's own things alone, save for the operator; *own firm*: a person of a firm for that "
        "firm alone, the others for every firm. A refusal has the code "
        "`permit.denied`; somebody else's watch or warning is answered as if it were not there. "
        "A watch can be added for oneself only, save by the operator.",
        _table(["role", "who", "角色"], who),
        _table(["action", *permits.ROLES, "own only"], rows),
    )


def _own(action: str) -> str:
    from ipharbor.actions import permits

    if action in permits.OWN_FIRM_ONLY:
        return "own firm"
    return "yes" if action in permits.OWN_ONLY else "no"


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
