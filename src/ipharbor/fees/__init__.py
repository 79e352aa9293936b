"""What is due for a right, until when, with what reduction and surcharge.

``annuities`` reckons one right and explains each number; ``columns`` reckons a portfolio with
the same result; ``restoration`` says what a lapsed right costs to bring back, ``office`` what
the office takes for an act, ``plan`` what years to come will cost, ``advice`` whether to keep a
right, to let others have it or to drop it. Every amount, period and rate comes from
``statutes``; the room is pure and is told the day, the book and the calendar.
"""
