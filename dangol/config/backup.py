"""Backup and restore: database, uploaded files and the secret key in one archive."""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.kit.errors import Refused

SQLITE, POSTGRES = "database.sqlite3", "database.dump"


def backup(target: Path) -> Path:
    """Write a consistent copy of everything to `target` (.tar.gz) while the server runs.

    The database is copied at one moment; files are immutable once uploaded, so those it names
    are there. The archive holds the secret key and personal data: keep it like the database.
    """
    target = Path(target).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder, SQLITE if connection.vendor == "sqlite" else POSTGRES)
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), copy)
        else:
            _run_postgres("pg_dump", "--format=custom", f"--file={copy}")
        manifest = Path(folder, "manifest.json")
        manifest.write_text(
            json.dumps({"made_at": timezone.now().isoformat(), "database": copy.name})
        )
        half_written = Path(folder, "archive")
        with tarfile.open(half_written, "w:gz", compresslevel=3) as archive:
            archive.add(manifest, manifest.name)
            archive.add(copy, copy.name)
            for name, path in _kept().items():
                if path.exists():
                    archive.add(path, name)
        half_written.chmod(0o600)
        half_written.replace(target)
    return target


def restore(source: Path, *, force: bool = False) -> None:
    """Bring a backup back; refused when data is there already, unless forced."""
    if not tarfile.is_tarfile(source):
        raise Refused(_("%(file)s은(는) 단골의 백업 파일이 아닙니다.") % {"file": source})
    with tarfile.open(source) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder, filter="data")
        manifest = json.loads(Path(folder, "manifest.json").read_text())
        wanted = SQLITE if connection.vendor == "sqlite" else POSTGRES
        if manifest["database"] != wanted:
            raise Refused(
                _(
                    "백업과 지금 설정의 데이터베이스 종류가 다릅니다. 백업할 때의 "
                    "DANGOL_DATABASE_URL로 바꾼 뒤 다시 하세요."
                )
            )
        if not force and _has_data():
            raise Refused(_("이미 데이터가 있습니다. 바꾸려면 --force를 붙이세요."))
        connection.close()
        if connection.vendor == "sqlite":
            _put_sqlite(Path(folder, SQLITE), Path(settings.DATABASES["default"]["NAME"]))
        else:
            _run_postgres(
                "pg_restore", "--clean", "--if-exists", "--no-owner", str(Path(folder, POSTGRES))
            )
        for name, path in _kept().items():
            _put(Path(folder, name), path)


def _kept() -> dict[str, Path]:
    return {"files": Path(settings.MEDIA_ROOT), "secret_key": settings.DATA_DIR / "secret_key"}


def _has_data() -> bool:
    try:
        return bool(connection.introspection.table_names())
    finally:
        connection.close()


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page; writers go on meanwhile (SQLite online backup)."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=4096)


def _put_sqlite(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(source, target)


def _put(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _run_postgres(program: str, *arguments: str) -> None:
    """Run PostgreSQL's own program on our database; the password goes by the environment."""
    installed = map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = shutil.which(program) or max(installed, default="")
    if not found:
        raise Refused(
            _("%(program)s이(가) 없습니다. PostgreSQL 클라이언트 프로그램을 설치해 주세요.")
            % {"program": program}
        )
    database = connection.settings_dict
    options = {
        "--host": database["HOST"],
        "--port": database["PORT"],
        "--username": database["USER"],
    }
    command = [found, *arguments, f"--dbname={database['NAME']}"]
    command += [f"{option}={value}" for option, value in options.items() if value]
    done = subprocess.run(  # noqa: S603
        command,
        env={"PGPASSWORD": str(database["PASSWORD"]), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip()[-500:]}")
