"""The statistical method: pure functions on histograms of ratings.

`interval` says how sure a mean is (`dirichlet` checks it), and `publication` what of it may be
shown, and when. `score` ranks drugs, `comparison` sets two beside each other, `trend` and
`bursts` look at when ratings came, `representation` at who gave them. `composite` is shown
nowhere. `worked` answers worked cases, whose `inputs` anybody may have written.
The method page, docs/method.md, explains the method to its readers.
"""
