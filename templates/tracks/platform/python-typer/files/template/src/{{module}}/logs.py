"""One JSON object per line on stderr."""

import json
import logging
import sys


class JsonLines(logging.Formatter):
    """Formats a record as one line; what varies stands in fields, never inside the event."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of this record."""
        line = {"level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def configure() -> logging.Logger:
    """Return the service's logger, set up once."""
    logger = logging.getLogger("service")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    return logger
