"""The drug catalogue: names, classes, years and indications from the regulators' own files.

Reading the shipped table is `catalogue.table.load_catalogue`; making it anew from the files is
`catalogue.build.build_catalogue`.
"""
