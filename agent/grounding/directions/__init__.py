"""Up or down, over or under, which of several is more."""
