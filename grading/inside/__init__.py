"""What runs inside the sandbox: a submission's process, a checker's process, and their talk.

The two processes share a socket and nothing else. `wire` frames messages, `codec` turns values
into bytes and back without ever running what it reads, `answers` serves a submission's values and
functions, `remote` gives them to a check as if they were its own.
"""
