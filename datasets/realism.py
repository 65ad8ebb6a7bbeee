"""How real a table of transactions looks, against bands from published retail data."""
