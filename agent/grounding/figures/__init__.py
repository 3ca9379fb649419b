"""Every number of a unit: traced, reckoned in one step, the user's, or at fault."""
