"""The chapter in our own words, and the index that finds it."""
