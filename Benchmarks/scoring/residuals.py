"""What is known of single records that are not counted right."""
import pathlib


class Residuals:
    """Reasons by a record's id."""

    def __init__(self, reasons):
        self.reasons = reasons

    @classmethod
    def read(cls):
        """Reads `residuals.tsv`: a record's id without its serial number, a tab, a sentence."""
        lines = pathlib.Path(__file__).with_name("residuals.tsv").read_text(encoding="utf8").splitlines()
        return cls(dict(line.split("\t", 1) for line in lines if line and not line.startswith("#")))

    def of(self, record):
        """The reason, or that there is none."""
        return self.reasons.get(record["id"].split("-")[0]) or "not known"
