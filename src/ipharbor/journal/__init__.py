"""The journal of every change, and the outbox.

Every change leaves a line whose hash covers the line before it. The lines are the leaves of a
Merkle tree, whose root is signed from time to time; so that anybody who keeps a signed head can
tell whether a line is in the journal, and whether one that was there has been changed. Messages
wait in the outbox until the change that caused them is committed. Nothing here decides anything.
"""
