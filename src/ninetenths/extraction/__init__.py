"""Extraction: bytes in, text out. .txt, .md, .html, .docx, .pdf with text, and standard input; anything else is refused.

Offsets of every reading are code points into the text that this room gives; what it does to each format is
said in the module of that format. Nothing found in a file is run, fetched or unpacked to disk.
"""

from ninetenths.extraction.extract import bytes_of, extract, extract_file
from ninetenths.extraction.values import FILE_LIMIT, TEXT_LIMIT, Extracted

__all__ = ["FILE_LIMIT", "TEXT_LIMIT", "Extracted", "bytes_of", "extract", "extract_file"]
