#!/bin/sh
# A start by hand, as the first page of the web framework's guide says: one route, one test, nothing else.
# The versions are those of the template, so both routes install the same packages.   usage: sh by_hand.sh DIR
set -eu
mkdir -p "$1" && cd "$1"                                            # typed: mkdir by-hand && cd by-hand
"${PYTHON:-python3}" -m venv .venv                                  # typed: python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
  fastapi==0.163.2 uvicorn==0.54.0 httpx==0.28.1 pytest==9.2.0      # typed: .venv/bin/pip install fastapi uvicorn httpx pytest
cat >main.py <<'END'                                                # typed: an editor for main.py and test_main.py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_root():
    return {"Hello": "World"}
END
cat >test_main.py <<'END'
from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_read_root():
    response = client.get("/")
    assert response.status_code == 200
    assert response.json() == {"Hello": "World"}
END
.venv/bin/python -m pytest -q >/dev/null                            # typed: .venv/bin/python -m pytest
