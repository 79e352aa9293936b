"""Patents into credit: the rules and the mathematics of pledge financing.

Pure: what may be registered, what a loan costs and who bears what, how an application lives from
draft to release. The law comes from the book of the day asked, money is ``Decimal`` in CNY, and
nothing here knows who asks.
"""
