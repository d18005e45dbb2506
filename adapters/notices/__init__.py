"""Notices: people are told of what concerns them, each of each thing once, by mail, by chat, or in the log.

facts -> occasions (what is to be told) -> recipients (to whom) -> outbox (one row a notice, person and channel)
outbox -> letters (in the policy's words) -> channels (mail, chat, log) -> outbox (sent, waiting, dead)
"""
