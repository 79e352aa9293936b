"""The worker: takes jobs from the register, does them, and looks at the schedule.

An entrance like the pages and the command: it reads the clock, knows in whose name a job was
asked for, and hands both to the actions that do the work. ``works`` has one function for each
kind of job, ``worker`` the loop, ``python -m ipharbor.jobs`` the process. What happens to a job
around its work (taken, kept alive, tried again, given up) is in ``actions.jobs``.
"""
