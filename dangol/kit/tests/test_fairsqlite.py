"""SQLite's writers queue in order: none is refused, none starves, none is left out."""

import json
import multiprocessing
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.utils import ConnectionHandler

from dangol.kit.db.fairsqlite import base

OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
}


def settings_for(path, **options):
    return {"ENGINE": "dangol.kit.db.fairsqlite", "NAME": path, "OPTIONS": {**OPTIONS, **options}}


@pytest.fixture
def database(tmp_path, monkeypatch, django_db_blocker):
    """A database of its own; each thread has its own connection to it."""
    with django_db_blocker.unblock():
        handler = ConnectionHandler({"default": settings_for(tmp_path / "a.sqlite3", timeout=1)})
        monkeypatch.setattr(transaction, "connections", handler)
        with handler["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE line (id integer PRIMARY KEY, n int UNIQUE)")
        yield handler
        handler.close_all()


def insert(database, number):
    with database["default"].cursor() as cursor:
        cursor.execute("INSERT INTO line (n) VALUES (%s)", [number])


def numbers(database):
    with database["default"].cursor() as cursor:
        return [row[0] for row in cursor.execute("SELECT n FROM line ORDER BY n").fetchall()]


def is_free(database):
    """Whether another process could write now."""
    name = str(database["default"].settings_dict["NAME"])
    other = sqlite3.connect(name, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        other.close()
    return not base._queues[name]._taken


def in_thread(function):
    """What the function returned or raised in a thread of its own."""
    answers = []

    def run():
        try:
            answers.append(function())
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]


def test_nested_blocks_hold_one_lock_until_the_outermost_ends(database):
    with transaction.atomic():
        insert(database, 1)
        with transaction.atomic():
            insert(database, 2)
        assert not is_free(database)

    assert is_free(database)
    assert numbers(database) == [1, 2]


def test_an_inner_rollback_keeps_the_lock_and_an_outer_one_frees_it(database):
    with transaction.atomic():
        insert(database, 1)
        with transaction.atomic():
            insert(database, 2)
            transaction.set_rollback(True)
        assert not is_free(database)
    assert numbers(database) == [1]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(database, 1)
    assert is_free(database)


def test_a_single_statement_takes_its_turn_and_frees_it(database):
    insert(database, 1)
    assert is_free(database)

    with pytest.raises(IntegrityError):
        insert(database, 1)
    assert is_free(database)


def test_closing_in_the_middle_frees_the_lock(database):
    with transaction.atomic():
        insert(database, 1)
        database["default"].close()
        assert is_free(database)

    assert numbers(database) == []


def test_a_commit_that_fails_is_rolled_back_and_frees_the_lock(database):
    with database["default"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE part (line int REFERENCES line (id) DEFERRABLE INITIALLY DEFERRED)"
        )

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        database["default"].cursor() as cursor,
    ):
        cursor.execute("INSERT INTO part VALUES (99)")

    assert is_free(database)
    insert(database, 1)


def test_a_lock_file_that_cannot_be_opened_leaves_nothing_taken(database, monkeypatch):
    monkeypatch.setattr(base.os, "open", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pass
    with pytest.raises(ZeroDivisionError):
        insert(database, 1)

    monkeypatch.undo()
    assert is_free(database)


def test_two_threads_that_wait_for_each_other_are_told_after_the_timeout(database):
    with transaction.atomic():
        answer = in_thread(lambda: insert(database, 1))

    assert isinstance(answer, OperationalError)
    assert is_free(database)


def test_threads_get_the_lock_in_the_order_they_came():
    queue = base.Queue()
    order = []
    queue.acquire(1)

    def wait(number):
        queue.acquire(5)
        order.append(number)
        queue.release()

    threads = [threading.Thread(target=wait, args=[number]) for number in range(5)]
    for waiting, thread in enumerate(threads, 1):
        thread.start()
        while len(queue._waiting) < waiting:
            time.sleep(0.001)
    queue.release()
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def _take_turn_in_child(name):
    wrapper = ConnectionHandler({"default": settings_for(name)})["default"]
    wrapper._take()
    wrapper._free()


def test_a_child_forked_while_another_thread_writes_neither_hangs_nor_keeps_the_lock(database):
    """Only the lock: SQLite's connections never survive a fork."""
    name = database["default"].settings_dict["NAME"]
    fork = multiprocessing.get_context("fork")
    with transaction.atomic():
        idle = fork.Process(target=time.sleep, args=[30])
        child = fork.Process(target=_take_turn_in_child, args=[name])
        idle.start()
        child.start()
        insert(database, 1)

    child.join(10)
    insert(database, 2)
    idle.kill()
    idle.join()

    assert child.exitcode == 0
    assert numbers(database) == [1, 2]


HAMMER = """
import json, sys, threading, time
import django
from django.conf import settings
settings.configure(DATABASES={"default": json.loads(sys.argv[1])})
django.setup()
from django.db import connection, transaction

end = time.monotonic() + 3
waited, lost = [], []

def write(lines, alone=False):
    try:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO line (n) VALUES (NULL)")
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                for _ in range(lines):
                    cursor.execute("INSERT INTO line (n) VALUES (NULL)")
        written.append(lines)
    except Exception as error:
        lost.append(repr(error))

def job():
    while time.monotonic() < end:
        write(50)

def page(alone):
    while time.monotonic() < end:
        began = time.monotonic()
        write(1, alone)
        waited.append(time.monotonic() - began)
        time.sleep(0.02)
    connection.close()

written = []
threads = [threading.Thread(target=job)]
threads += [threading.Thread(target=page, args=[alone]) for alone in (True, False, False)]
for thread in threads: thread.start()
for thread in threads: thread.join()
waited.sort()
print(json.dumps([sum(written), lost, waited[len(waited) * 95 // 100]]))
"""


def test_two_processes_hammering_refuse_nobody_and_starve_no_page(database):
    settings = settings_for(str(database["default"].settings_dict["NAME"]))
    command = [sys.executable, "-c", HAMMER, json.dumps(settings)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]

    reports = [json.loads(process.communicate()[0]) for process in processes]

    assert [lost for _written, lost, _waited in reports] == [[], []]
    assert len(numbers(database)) == sum(written for written, _lost, _waited in reports)
    assert max(waited for _written, _lost, waited in reports) < 0.5
