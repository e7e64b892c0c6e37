#!/usr/bin/env python3
"""python-odata reads and writes through a running installation.

RELATA_URL is its address (http://127.0.0.1:7171), RELATA_TOKEN an API token of an administrator.
The first run makes an environment for the client beside this file (or in RELATA_CLIENTS) and starts again in it.
"""

import os
import pathlib
import subprocess
import sys
import venv

PACKAGE = "python-odata==0.8.1"


def enter_environment() -> None:
    """Starts this file again where the client is installed."""
    base = os.environ.get("RELATA_CLIENTS") or str(pathlib.Path(__file__).parent / ".clients")
    place = pathlib.Path(base) / "python-odata"
    python = place / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == place.resolve():
        return
    if not (place / "ready").exists():
        venv.create(place, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
        (place / "ready").touch()
    os.execv(python, [str(python), *sys.argv])


def main() -> None:
    # This file has the name of the package it needs.
    sys.path[:] = [place for place in sys.path if pathlib.Path(place or ".").resolve() != pathlib.Path(__file__).parent]
    sys.modules.pop("odata", None)
    import requests
    from odata import ODataService

    url = os.environ["RELATA_URL"].rstrip("/") + "/odata/v4/"
    session = requests.Session()
    session.headers["Authorization"] = "Bearer " + os.environ["RELATA_TOKEN"]
    service = ODataService(url, session=session, reflect_entities=True)
    company_type = service.entities["companies"]
    contact_type = service.entities["contacts"]
    mark = f"python-odata {os.getpid()}"

    company = company_type()
    company.name = mark
    company.address_city = "Kyiv"
    service.save(company)
    assert company.id, "the key of a new record comes back"

    contact = contact_type()
    contact.name = f"Ada {mark}"
    contact.company = company
    service.save(contact)

    query = service.query(company_type)
    query = query.filter(company_type.name == mark).order_by(company_type.name.asc())
    found = query.all() if hasattr(query, "all") else list(query)
    found = list(found)
    assert [one.address_city for one in found] == ["Kyiv"], found

    query = service.query(contact_type)
    query = query.filter(contact_type.company_id == company.id).expand(contact_type.company)
    ada = query.first()
    assert ada.name == f"Ada {mark}", ada
    assert ada.company.name == mark, "the company comes along"

    company = found[0]
    company.address_city = "Lviv"
    service.save(company)
    again = service.query(company_type).get(company.id)
    assert again.address_city == "Lviv", again.address_city

    service.delete(ada)
    service.delete(company)
    left = list(service.query(company_type).filter(company_type.name == mark))
    assert left == [], left
    print("python-odata: created, found, expanded, changed and deleted")


if __name__ == "__main__":
    enter_environment()
    main()
