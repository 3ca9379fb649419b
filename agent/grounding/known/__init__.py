"""What the sources say, ready to be looked up, and what of it a number agrees with."""
