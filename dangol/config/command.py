"""The `dangol` command: everything an office does outside the screens."""

import argparse
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import django
from django.utils.translation import gettext as _

from dangol.config.loading import loading

Arguments = argparse.Namespace


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; 0 when it did its work, 1 when it refused, 2 for wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    with loading():
        django.setup()
    from dangol.kit.errors import Refused  # noqa: PLC0415 - Django must be set up first

    arguments = _parser().parse_args(argv)

    try:
        return int(arguments.run(arguments) or 0)
    except Refused as error:
        text = str(error)
    except FileNotFoundError as error:
        text = _("%(file)s 파일이 없습니다. 이름을 확인해 주세요.") % {"file": error.filename}
    print(text, file=sys.stderr)  # noqa: T201
    return 1


def _serve(arguments: Arguments) -> int:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.serve import serve  # noqa: PLC0415

    _refuse_taken_port(arguments.host, arguments.port)
    if prepare.prepare(demo=arguments.demo):
        _begin_anew()
    _say(prepare.welcome(arguments.host, arguments.port))
    return serve(arguments.host, arguments.port)


def _begin_anew() -> None:
    """Give way to a fresh process, once: what the making of tables and demo took is free again."""
    if os.name == "posix" and "DANGOL_PREPARED" not in os.environ:
        sys.stdout.flush()
        os.environ["DANGOL_PREPARED"] = "yes"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command again


def _refuse_taken_port(host: str, port: int) -> None:
    from dangol.kit.errors import Refused  # noqa: PLC0415

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = _("%(port)s번 포트를 열 수 없습니다. PORT=8001처럼 다른 번호로 여세요.")
            raise Refused(text % {"port": port}) from error


def _worker(arguments: Arguments) -> int:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.serve import work  # noqa: PLC0415

    prepare.prepare(demo=False)
    return work(threads=arguments.threads)


def _ami(_arguments: Arguments) -> int:
    from dangol.config import prepare  # noqa: PLC0415 - the apps are not loaded before
    from dangol.config.serve import listen  # noqa: PLC0415 - the apps are not loaded before

    prepare.prepare(demo=False)
    return listen()


def _demo(arguments: Arguments) -> None:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.demo import company  # noqa: PLC0415

    prepare.prepare(demo=False)
    company.fill(company.SIZES[arguments.size], say=_say)


def _import(arguments: Arguments) -> int:
    from dangol.imports.services import run_import  # noqa: PLC0415

    owner = _person(arguments.owner, "--owner")
    summary = run_import(
        arguments.file,
        into=arguments.into,
        on_duplicate=arguments.on_duplicate,
        owner=owner,
        reason=arguments.reason,
        actor=owner,
    )
    _say(json.dumps(_plain(summary), ensure_ascii=False, indent=2))
    return 0


def _export(arguments: Arguments) -> int:
    from dangol.workspace.lists.services import export_to  # noqa: PLC0415

    user = _person(arguments.user, "--user")
    count = export_to(arguments.list, arguments.file, user=user, reason=arguments.reason)
    _say(json.dumps({"rows": count, "file": str(arguments.file)}))
    return 0


def _backup(arguments: Arguments) -> None:
    from dangol.config.backup import backup  # noqa: PLC0415

    _say(f"{backup(arguments.file)}")


def _restore(arguments: Arguments) -> None:
    from dangol.config.backup import restore  # noqa: PLC0415

    restore(arguments.file, force=arguments.force)
    _say(_("%(file)s에서 되살렸습니다.") % {"file": arguments.file})


def _check(arguments: Arguments) -> int:
    from django.core.management import call_command  # noqa: PLC0415

    from dangol.audit.services import verify_chain  # noqa: PLC0415

    if arguments.what in ("all", "system"):
        call_command("check")
    if arguments.what in ("all", "audit"):
        report = verify_chain()
        _say(str(report))
        return 0 if report.is_whole else 1
    return 0


def _recount(arguments: Arguments) -> None:
    from django.utils import timezone  # noqa: PLC0415 - the apps are not loaded before

    from dangol.activities.reports import services  # noqa: PLC0415 - the apps are not loaded before
    from dangol.helpdesk.tickets.working import recount_work  # noqa: PLC0415 - the apps are not loaded before
    from dangol.sales.sums.services import rebuild_sums  # noqa: PLC0415 - the apps are not loaded before
    from dangol.voc import counting  # noqa: PLC0415 - the apps are not loaded before

    rebuild_sums()
    _say(_("거래 합계를 모두 새로 셌습니다."))
    services.rebuild_efforts()
    done = 0
    while found := services.refresh_efforts():
        done += found
        _say(f"{done:,}")
    _say(_("활동 합계를 모두 새로 셌습니다."))
    _say(_("티켓의 처리 시간을 새로 셌습니다: 고친 티켓 %(n)s건") % {"n": f"{recount_work():,}"})
    counting.forget_sums()
    months = list(counting.months_to_count(today=timezone.localdate()))
    for month in months:
        counting.count_month(month)
    _say(_("VOC 합계를 새로 셌습니다: %(n)s달") % {"n": len(months)})


def _person(username: str, option: str) -> Any:
    from dangol.accounts.models import User  # noqa: PLC0415
    from dangol.kit.errors import Refused  # noqa: PLC0415

    if user := User.objects.filter(username=username, is_active=True).first():
        return user
    raise Refused(
        _("‘%(name)s’ 아이디로 일하는 직원이 없습니다. %(option)s에 로그인 아이디를 적어 주세요.")
        % {"name": username, "option": option}
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, Path) else value


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dangol", description=_("단골 — 모르는 사람을 단골로 만드는 고객 관리")
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    serve = add("serve", _serve, _("화면, 실시간 알림, 작업을 한 프로세스에서 엽니다."))
    serve.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--demo", action="store_true", help=_("처음이면 예시 회사를 채웁니다"))
    worker = add("worker", _worker, _("작업만 합니다. 웹 서버 옆의 다른 기계에서 씁니다."))
    worker.add_argument("--threads", type=int, default=2)
    add("ami", _ami, _("교환기(Asterisk AMI)만 듣습니다. 서버를 여러 대 둘 때 따로 띄웁니다."))
    demo = add("demo", _demo, _("빈 데이터베이스에 예시 회사를 채웁니다."))
    demo.add_argument("--size", choices=["small", "100k", "1m"], default="small")
    take = add(
        "import", _import, _("가져오기 화면처럼 파일을 가져오고 결과를 JSON으로 보여 줍니다.")
    )
    take.add_argument("file", type=Path)
    take.add_argument("--into", default="customers")
    take.add_argument(
        "--on-duplicate", default="skip", choices=["skip", "fill", "overwrite", "create"]
    )
    take.add_argument("--owner", required=True, help=_("기록을 맡을 직원의 아이디"))
    take.add_argument("--reason", required=True, help=_("수집 출처(개인정보 보호법 제20조)"))
    give = add("export", _export, _("목록 화면처럼 내보냅니다. 사유와 함께 접속기록에 남습니다."))
    give.add_argument("list", help=_("예: customers.customer"))
    give.add_argument("file", type=Path, help=_(".xlsx 또는 .csv로 끝나는 파일 이름"))
    give.add_argument("--user", required=True, help=_("내보내는 직원의 아이디"))
    give.add_argument("--reason", required=True)
    save = add(
        "backup", _backup, _("서버가 도는 동안 데이터베이스, 파일, 키를 한 파일로 묶습니다.")
    )
    save.add_argument("file", type=Path)
    load = add("restore", _restore, _("백업을 빈 데이터 폴더에 되살립니다."))
    load.add_argument("file", type=Path)
    load.add_argument("--force", action="store_true", help=_("이미 있는 데이터를 바꿉니다"))
    check = add("check", _check, _("설치 상태와 접속기록의 위·변조를 확인합니다."))
    check.add_argument("what", nargs="?", default="all", choices=["all", "system", "audit"])
    add(
        "recount",
        _recount,
        _(
            "보고서가 쓰는 합계(활동, 거래, VOC)와 티켓의 처리 시간을 모두 새로 셉니다. "
            "서버가 도는 동안에도 됩니다."
        ),
    )
    return parser
