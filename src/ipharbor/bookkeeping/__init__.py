"""Books in double entry: accounts, movements that balance by construction, balances by replay.

Pure, and in one currency (CNY). Whoever moves money makes an ``Entry`` of ``Movement`` values, each
of which debits one account and credits another of the same holder by one amount, so that no entry
can be out of balance. Trouble in what was read back is given as findings beside the balances.
"""
