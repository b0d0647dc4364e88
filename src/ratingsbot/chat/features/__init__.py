"""What people can do, one module a topic: its commands, its buttons and its dialogs.

Each module has a `FEATURE` and nothing else that is public; `ratingsbot.chat.app` gathers them.
"""
