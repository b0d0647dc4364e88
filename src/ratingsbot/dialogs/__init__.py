"""Dialogs, modelled once and rendered by each platform: fields, steps, paging and advancing.

Pure: nothing here awaits, reads a clock or knows a platform.
"""
