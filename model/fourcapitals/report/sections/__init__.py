"""Sections of a report, one file each: a function of its `subject.Subject`.

`strategies` sets them side by side, and `method` says what was run and how to run it again.
"""
