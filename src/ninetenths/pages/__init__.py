"""Values in, HTML and SVG out: the one home of text-as-dashboard, tables, charts, tokens and styles."""

from ninetenths.pages.atlas import AtlasLine, AtlasPair, AtlasPlace, AtlasTarget, atlas_index, atlas_place
from ninetenths.pages.charts import fate_bar, interval_bar, multiple, reliability
from ninetenths.pages.following_page import following_page
from ninetenths.pages.icicle import Node, icicle
from ninetenths.pages.phrases_page import phrases_page
from ninetenths.pages.reading_page import reading_page
from ninetenths.pages.shading import Heading, Mark, shaded_text
from ninetenths.pages.shell import policy, script, stylesheet, whole_page
from ninetenths.pages.signs import BINDING_LABELS, DELIVERY_FATES, FATES, FOLLOWING_FATES, LABEL_ORDER, Sign
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.tracing_page import HOLDS, tracing_page
from ninetenths.pages.versions_page import CHANGES, versions_page
from ninetenths.pages.wording import Words

__all__ = [
    "BINDING_LABELS", "CHANGES", "DELIVERY_FATES", "FATES", "FOLLOWING_FATES", "HOLDS", "LABEL_ORDER", "AtlasLine",
    "AtlasPair", "AtlasPlace", "AtlasTarget", "Cell", "Column", "Heading", "Mark", "Node",
    "Row", "Sign", "Words", "atlas_index", "atlas_place", "fate_bar",
    "following_page", "icicle", "interval_bar", "multiple", "phrases_page", "policy", "reading_page", "reliability",
    "script", "shaded_text", "stylesheet", "table", "tracing_page", "versions_page", "whole_page",
]  # fmt: skip
