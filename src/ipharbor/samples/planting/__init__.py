"""What is planted in the invented region: things that are there to be found.

Each module plants one or two kinds of thing among the ordinary filings: filings of their own,
which count among the region's, and what else belongs to them (pledges, transfers, products,
cases). ``plant`` does all of it and keeps what was planted, so that the truth can be written
down. Names and places depend on the seed, but for the stories that are told with every seed.
"""
