"""What is true anywhere: identity numbers, phones, names, addresses, calendar, money. Pure functions."""
