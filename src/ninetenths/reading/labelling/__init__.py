"""Labels for the clauses of a Chinese text: named rules where they are sure, a small trained network elsewhere."""

from ninetenths.reading.labelling.labels import Labelled, label_clauses
from ninetenths.reading.labelling.preparing import Prepared, prepared, simplified

__all__ = ["Labelled", "Prepared", "label_clauses", "prepared", "simplified"]
