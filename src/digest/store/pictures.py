"""The folder of pictures, and which address gave which file: nothing is fetched or made twice."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

import sqlalchemy as sa

from digest.errors import StoreError
from digest.model.picture import Picture, PictureName, picture_name
from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.tables import picture as table

_EVERYBODY_READS = 0o644  # they are shown to the whole world


class Pictures:
    """The pictures of a workspace. A file is written once, whole, and never changed.

    Args:
        database: remembers where each picture came from.
        folder: holds the files; it is made when the first picture comes.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def of(self, reference: str) -> PictureName | None:
        """The picture that came from a reference, while its file is there.

        It is never asked for again by itself: an issue that was approved stays as it was when
        somebody puts another picture at the same address.
        """
        wanted = sa.select(table.c.file).where(table.c.reference == reference)
        with self._database.reading() as connection:
            file = connection.execute(wanted).scalar_one_or_none()
        name = picture_name(file) if file else None
        return name if name and self.file(name) else None

    def file(self, name: PictureName) -> Path | None:
        """A picture's file, where it is there."""
        file = self._folder / name.name
        return file if file.is_file() else None

    def keep(self, reference: str, picture: Picture, now: dt.datetime) -> PictureName:
        """Keep a picture, and where it came from; the file first, so that no row is without one.

        Raises:
            StoreError: the file cannot be written.
        """
        name = PictureName(picture.name, picture.width, picture.height)
        if self.file(name) is None:
            self._write(name, picture.data)
        found = {"file": name.name, "at": now}
        with self._database.writing() as connection:
            known = sa.update(table).where(table.c.reference == reference).values(found)
            if not connection.execute(known).rowcount:
                new = insert_if_new(connection, table)
                connection.execute(new.values(reference=reference, **found))
        return name

    def _write(self, name: PictureName, data: bytes) -> None:
        unfinished: Path | None = None
        try:
            self._folder.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=self._folder, prefix=".", suffix=".unfinished", delete=False
            ) as file:
                unfinished = Path(file.name)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.chmod(_EVERYBODY_READS)
            unfinished.replace(self._folder / name.name)
        except OSError as error:
            raise StoreError(
                f"The picture {name.name} cannot be written to {self._folder}: {error.strerror}.",
                hint="Make room on the disk, and the folder writable for this user.",
            ) from error
        finally:
            if unfinished is not None:
                unfinished.unlink(missing_ok=True)
