"""Reading numbers in text: any script, words, units, hedges, ranges."""
