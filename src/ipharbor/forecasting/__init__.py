"""How many there will be: counts looked ahead, with an interval and with what it is worth.

``counts`` lays days or months out by year as they were known then; ``nowcast`` says what a
year that is not over will reach, and how good it was at saying so in earlier years;
``backtest`` holds the naive forecasts that any other must beat, and the measures; ``bursts``
and ``shifts`` find when a run of counts swelled or changed its level. ``ensemble`` forecasts
the next periods of many series and tells whether it was any good at it; ``exceeding`` finds
the counts that no such forecast allowed for; ``growth`` tells the phase of a field where three
curves agree, with lots that are passed in. Everything is reckoned with numpy from what is
passed in: no store, no clock.
"""
