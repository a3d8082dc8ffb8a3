"""Sessions in the database; every request reads one, so its query is a prepared one."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from dangol.kit.db.prepared import prepared


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Session | None:
        for session in _sessions(self.session_key or ""):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None


@prepared
def _sessions(key: str) -> "QuerySet[Session]":
    return Session.objects.filter(session_key=key)
