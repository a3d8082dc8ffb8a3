"""The server with a few pages more: `python -m dangol.config.tests.server PORT`."""

import hashlib
import sys
import threading
import time

import django

if __name__ == "__main__":
    django.setup()

    from django.conf import settings
    from django.contrib.auth.decorators import login_not_required
    from django.db import connection
    from django.http import HttpResponse
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    from dangol.config import urls
    from dangol.config.serve import serve

    def slow(request):
        (settings.DATA_DIR / "slow").touch()
        time.sleep(2)
        return HttpResponse("slow, but here")

    def which(request):
        connection.ensure_connection()
        return HttpResponse(f"{threading.get_ident()} {id(connection.connection)}")

    @csrf_exempt
    def upload(request):
        sums = [hashlib.sha256(file.read()).hexdigest() for file in request.FILES.values()]
        return HttpResponse(" ".join(sums))

    for view in (slow, which, upload):
        urls.urlpatterns.append(path(view.__name__, login_not_required(view)))
    raise SystemExit(serve(port=int(sys.argv[1])))
