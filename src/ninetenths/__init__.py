"""Nine Tenths (九分落实): carries a governing body's decision from the chamber to done."""

__version__ = "0.1.0"
