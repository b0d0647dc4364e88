"""The statistical method: pure functions on histograms of ratings.

`interval` says how sure a mean is; `publication` says what of it may be shown, and when.
The method page, docs/method.md, explains both to its readers.
"""
