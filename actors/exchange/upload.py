"""The form that brings a file, and the hand that takes it: never more of it in memory than may be kept."""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import User
from actors.exchange import importers, reading

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".json")
AT_ONCE, SMALL = 300, 200_000
"""Rows and bytes that are looked through and entered while the person waits; for more, a job is asked."""
STRANGE = ("image/", "audio/", "video/", "font/", "text/html", "application/pdf", "application/x-msdownload")
"""What no browser says of a table or a document; all else may be called anything."""
ENCODINGS = [
    ("", _("UTF-8, or UTF-16 with its mark (most files, and every XLSX)")),
    ("windows-1252", _("Windows-1252 (CSV from an older Excel)")),
]


class Bounded(FileUploadHandler):
    """Keeps at most so many bytes of all files of a request; the rest is read past, so that the form is not lost."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.kept, self.is_over, self.room = 0, False, io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.room = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.kept += len(raw_data)
        if self.kept > reading.SIZE:
            self.is_over, self.room = True, io.BytesIO()
        else:
            self.room.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.is_over:
            return None
        self.room.seek(0)
        size = self.room.getbuffer().nbytes
        return InMemoryUploadedFile(
            self.room, self.field_name, self.file_name or "", self.content_type or "", size, self.charset
        )


class Upload(forms.Form):
    """What a file is, and the file. Valid when it can be read; what it says is then in ``found``."""

    what = forms.ChoiceField(label=_("What the file is"))
    encoding = forms.ChoiceField(label=_("How it is written"), choices=ENCODINGS, required=False)
    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    found: reading.Reading
    bytes: bytes = b""

    def __init__(self, *args: Any, user: User, is_over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_over = is_over
        offered = [one for one in importers.every().values() if one.may_be_used_by(user)]
        self.fields["what"].choices = [(one.name, one.label) for one in offered]  # type: ignore[attr-defined]
        most = {"megabytes": reading.SIZE // 1024 // 1024, "rows": number_format(20_000, force_grouping=True)}
        self.fields["file"].help_text = _t("CSV, XLSX or JSON, at most %(megabytes)d MB and %(rows)s rows.") % most
        if is_over:
            self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_over:
            words = _t("The file is larger than %(most)d MB. Split it.")
            self.add_error("file", words % {"most": reading.SIZE // 1024 // 1024})
        elif given.get("file") and given.get("what"):
            try:
                self.bytes = given["file"].read()
                self._look_at_its_name(given["file"])
                self.found = reading.read(self.bytes, encoding=given.get("encoding", ""))
                self._is_of_its_kind(importers.every()[given["what"]])
            except reading.Refused as error:
                self.add_error("file", str(error))
            except ValidationError as error:
                self.add_error("file", error)
        return given

    @property
    def status(self) -> int:
        """What a form that is not taken answers with."""
        return 413 if self.is_over else 422

    @property
    def is_small(self) -> bool:
        return len(self.bytes) <= SMALL and len(self.found.rows) <= AT_ONCE

    def _look_at_its_name(self, file: Any) -> None:
        name = (file.name or "").lower()
        if not name.endswith(ENDINGS):
            words = _t("Its name must end in %(endings)s.")
            raise ValidationError(words % {"endings": ", ".join(ENDINGS)})
        if (file.content_type or "").lower().startswith(STRANGE):
            raise ValidationError(
                _t("The browser says that this is something else: %(kind)s.") % {"kind": file.content_type}
            )
        if self.bytes and self.bytes.startswith(b"PK") != name.endswith(".xlsx"):
            words = _t("Its name says something else than it is. Save it again as what it is.")
            raise ValidationError(words)

    def _is_of_its_kind(self, importer: importers.Importer) -> None:
        is_document = self.found.document is not None
        if is_document and importer.wants == importers.SHEET:
            raise ValidationError(_t("This is a JSON document, not a sheet: choose what it is."))
        if not is_document and importer.wants == importers.DOCUMENT:
            raise ValidationError(_t("This is a sheet, not a JSON document: choose what it is."))
