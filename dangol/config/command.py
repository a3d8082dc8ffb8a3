"""The `dangol` command: everything an office does outside the screens."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

Arguments = argparse.Namespace


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; 0 when it did its work, 1 when it refused, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    django.setup()
    from dangol.kit.errors import Refused  # noqa: PLC0415 - Django must be set up first

    try:
        return int(arguments.run(arguments) or 0)
    except (Refused, FileNotFoundError) as error:
        print(str(error), file=sys.stderr)  # noqa: T201
        return 1


def _serve(arguments: Arguments) -> int:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.serve import serve  # noqa: PLC0415

    prepare.prepare(demo=arguments.demo)
    _say(prepare.welcome(arguments.host, arguments.port))
    return serve(arguments.host, arguments.port)


def _worker(arguments: Arguments) -> int:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.serve import work  # noqa: PLC0415

    prepare.prepare(demo=False)
    return work(threads=arguments.threads)


def _demo(arguments: Arguments) -> None:
    from dangol.config import prepare  # noqa: PLC0415
    from dangol.config.demo import company  # noqa: PLC0415

    prepare.prepare(demo=False)
    company.fill(company.SIZES[arguments.size], say=_say)


def _import(arguments: Arguments) -> int:
    from dangol.accounts.models import User  # noqa: PLC0415
    from dangol.imports.services import run_import  # noqa: PLC0415
    from dangol.kit.errors import Refused  # noqa: PLC0415

    owner = User.objects.filter(username=arguments.owner, is_active=True).first()
    if owner is None:
        raise Refused(f"No active user {arguments.owner!r}. Give --owner the sign-in name.")
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
    from dangol.accounts.models import User  # noqa: PLC0415
    from dangol.kit.errors import Refused  # noqa: PLC0415
    from dangol.workspace.lists.services import export_to  # noqa: PLC0415

    user = User.objects.filter(username=arguments.user, is_active=True).first()
    if user is None:
        raise Refused(f"No active user {arguments.user!r}. Give --user the sign-in name.")
    count = export_to(arguments.list, arguments.file, user=user, reason=arguments.reason)
    _say(json.dumps({"rows": count, "file": str(arguments.file)}))
    return 0


def _backup(arguments: Arguments) -> None:
    from dangol.config.backup import backup  # noqa: PLC0415

    _say(f"{backup(arguments.file)}")


def _restore(arguments: Arguments) -> None:
    from dangol.config.backup import restore  # noqa: PLC0415

    restore(arguments.file, force=arguments.force)
    _say(f"{arguments.file} is restored.")


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


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, Path) else value


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dangol", description="Dangol (단골), a Korean CRM.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    serve = add("serve", _serve, "Serve pages, streams and jobs in one process.")
    serve.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--demo", action="store_true", help="fill the demo company if new")
    worker = add("worker", _worker, "Run jobs only, for a machine beside the web server.")
    worker.add_argument("--threads", type=int, default=2)
    demo = add("demo", _demo, "Fill a new database with a believable Korean company.")
    demo.add_argument("--size", choices=["small", "100k", "1m"], default="small")
    take = add("import", _import, "Import a file as the import screen does; prints JSON.")
    take.add_argument("file", type=Path)
    take.add_argument("--into", default="customers")
    take.add_argument(
        "--on-duplicate", default="skip", choices=["skip", "fill", "overwrite", "create"]
    )
    take.add_argument("--owner", required=True, help="sign-in name of who gets the records")
    take.add_argument("--reason", required=True, help="where the data comes from (PIPA §20)")
    give = add("export", _export, "Export a list as the list screen does; logged, with a reason.")
    give.add_argument("list", help="for instance customers.customer")
    give.add_argument("file", type=Path, help="ends with .xlsx or .csv")
    give.add_argument("--user", required=True, help="sign-in name of who exports")
    give.add_argument("--reason", required=True)
    save = add("backup", _backup, "Write database, files and key to one file while serving.")
    save.add_argument("file", type=Path)
    load = add("restore", _restore, "Bring a backup back into an empty data folder.")
    load.add_argument("file", type=Path)
    load.add_argument("--force", action="store_true", help="replace what is there")
    check = add("check", _check, "Check the installation and the audit chain.")
    check.add_argument("what", nargs="?", default="all", choices=["all", "system", "audit"])
    return parser
