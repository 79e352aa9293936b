"""The audit chain and the outbox.

Every change leaves a line whose hash covers the line before it; messages wait in the
outbox until the change that caused them is committed. Nothing here decides anything.
"""
