"""What a right is worth, by which method, resting on what, and how far that can be trusted.

Income (relief from royalty, profit share, excess earnings), market, cost and the option to renew,
each for one right with every step told and for many rights in columns with the same result; the
remaining life as the least of law, survival model and contract; a discount rate built up from its
parts; the range by Monte Carlo with dependence; sensitivity, agreement between methods, portfolios
and a scorecard of facts. What cannot be reckoned gives no number and says what to bring. The room
is pure: law, day and lots are handed in.
"""
