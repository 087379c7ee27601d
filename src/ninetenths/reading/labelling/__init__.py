"""Labels for the clauses of a Chinese text: named rules where they are sure, a small trained network elsewhere."""

from ninetenths.reading.labelling.labels import Labelled, label_clauses

__all__ = ["Labelled", "label_clauses"]
