"""Values in, HTML and SVG out: the one home of text-as-dashboard, tables, charts, tokens and styles."""

from ninetenths.pages.icicle import Node, icicle
from ninetenths.pages.reading_page import reading_page
from ninetenths.pages.shading import Heading, Mark, shaded_text
from ninetenths.pages.shell import policy, script, stylesheet
from ninetenths.pages.signs import BINDING_LABELS, DELIVERY_FATES, FATES, FOLLOWING_FATES, LABEL_ORDER, Sign
from ninetenths.pages.tables import Cell, Column, Row, table

__all__ = [
    "BINDING_LABELS", "DELIVERY_FATES", "FATES", "FOLLOWING_FATES", "LABEL_ORDER", "Cell", "Column", "Heading", "Mark",
    "Node", "Row", "Sign", "icicle", "policy", "reading_page", "script", "shaded_text", "stylesheet", "table",
]  # fmt: skip
