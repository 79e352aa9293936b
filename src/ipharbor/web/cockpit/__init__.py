"""The district's cockpit: one page of figures, and the lists behind them."""
