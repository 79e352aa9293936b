"""When to warn, how loudly, and why.

What became known about a watch's subject goes in; signals, a grade, a decision to raise
or to hold, and the advice that belongs to it come out, each with its reasons. The room
is pure: it is told what is new, what was before and which day it is.
"""
