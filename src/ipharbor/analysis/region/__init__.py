"""The region's ledger: one row a right, made from documents and register, and what it answers.

``making`` reckons the columns, ``keeping`` lays them into files that readers map into memory,
``ledger`` is how they read them. A question is asked of a ledger in a ``Frame``: as known on a
day, of how things stood on a day, for the whole region or one town. Each fact has both days, so
a past day is a filter and nothing is folded again. A figure is the length of a list: both come
from the same ``Cut``. Explained in ``docs/explanation/cockpit-method.md``.
"""
